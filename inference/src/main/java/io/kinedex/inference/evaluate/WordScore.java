package io.kinedex.inference.evaluate;

import java.util.List;

/**
 * How many words or characters were got wrong: the fewest that have to be put in another's place, taken out and put in to
 * make the truth of what was found (Levenshtein 1966), over how many there should be. Sums over texts add up.
 *
 * @param length        of the truths
 * @param substitutions wrong ones
 * @param deletions     missing ones
 * @param insertions    ones that should not be there
 */
public record WordScore(long length, long substitutions, long deletions, long insertions) {
    public static final WordScore NONE = new WordScore(0, 0, 0, 0);

    /** Word by word, as white space divides them. */
    public static WordScore words(String truth, String found) {
        return of(split(truth), split(found));
    }

    /** Character by character, spaces included. */
    public static WordScore characters(String truth, String found) {
        return of(
                truth.codePoints().boxed().toList(), found.codePoints().boxed().toList());
    }

    private static List<String> split(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }

    private static <T> WordScore of(List<T> truth, List<T> found) {
        WordScore[] row = new WordScore[found.size() + 1];
        for (int f = 0; f <= found.size(); f++) {
            row[f] = new WordScore(truth.size(), 0, 0, f);
        }
        for (T expected : truth) {
            WordScore diagonal = row[0];
            row[0] = diagonal.with(0, 1, 0);
            for (int f = 1; f <= found.size(); f++) {
                WordScore above = row[f];
                WordScore best = expected.equals(found.get(f - 1)) ? diagonal : diagonal.with(1, 0, 0);
                best = cheaper(best, above.with(0, 1, 0));
                best = cheaper(best, row[f - 1].with(0, 0, 1));
                row[f] = best;
                diagonal = above;
            }
        }
        return row[found.size()];
    }

    private static WordScore cheaper(WordScore one, WordScore other) {
        return other.errors() < one.errors() ? other : one;
    }

    private WordScore with(int moreSubstitutions, int moreDeletions, int moreInsertions) {
        return new WordScore(
                length, substitutions + moreSubstitutions, deletions + moreDeletions, insertions + moreInsertions);
    }

    public WordScore plus(WordScore other) {
        return new WordScore(
                length + other.length,
                substitutions + other.substitutions,
                deletions + other.deletions,
                insertions + other.insertions);
    }

    public long errors() {
        return substitutions + deletions + insertions;
    }

    /** Errors over length: 0 is perfect, more than 1 possible. Without a truth: 1 where anything was found. */
    public double rate() {
        return length == 0 ? Math.min(1, errors()) : (double) errors() / length;
    }
}
