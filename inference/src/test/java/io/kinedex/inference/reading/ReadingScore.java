package io.kinedex.inference.reading;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How well pictures were read: the character error rate, edits over characters written. A line that was not found counts
 * with all its characters, as does one that nobody wrote.
 */
final class ReadingScore {
    private static final double SAME = 0.3;

    private int characters;
    private int edits;
    private int lines;
    private int found;
    private int invented;
    private int spaces;
    private final List<String> mistakes = new ArrayList<>();

    void add(List<Sign.Written> written, List<TextLine> read) {
        List<TextLine> left = new ArrayList<>(read);
        for (Sign.Written line : written) {
            Optional<TextLine> match = left.stream()
                    .filter(each -> each.box().iou(line.box()) > SAME)
                    .max(Comparator.comparingDouble(each -> each.box().iou(line.box())));
            match.ifPresent(left::remove);
            String text = match.map(TextLine::text).orElse("");
            int off = distance(line.text(), text);
            characters += line.text().length();
            edits += off;
            lines++;
            found += match.isPresent() ? 1 : 0;
            spaces += Math.abs(spaces(line.text()) - spaces(text));
            if (off > 0) {
                mistakes.add("'%s' was read as '%s'".formatted(line.text(), text));
            }
        }
        for (TextLine line : left) {
            invented++;
            edits += line.text().length();
            mistakes.add("'%s' at %s was not written".formatted(line.text(), line.box()));
        }
    }

    double characterErrorRate() {
        return (double) edits / characters;
    }

    List<String> mistakes() {
        return mistakes;
    }

    private static int spaces(String text) {
        return (int) text.chars().filter(c -> c == ' ').count();
    }

    /** Levenshtein's. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                row[j] = Math.min(
                        Math.min(row[j], row[j - 1]) + 1, diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1));
                diagonal = above;
            }
        }
        return row[b.length()];
    }

    @Override
    public String toString() {
        return "CER %.4f over %d characters in %d lines, %.3f found, %d invented, %d spaces off"
                .formatted(characterErrorRate(), characters, lines, (double) found / lines, invented, spaces);
    }
}
