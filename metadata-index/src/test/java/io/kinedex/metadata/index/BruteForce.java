package io.kinedex.metadata.index;

import io.kinedex.metadata.query.Moment;
import io.kinedex.metadata.query.Query;
import io.kinedex.metadata.query.Term;
import io.kinedex.metadata.query.TextField;
import io.kinedex.metadata.query.WordingField;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.Sighting;
import io.kinedex.metadata.record.Wording;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Answers queries by looking at everything, in the plainest way: what the index and the matcher are held to. */
final class BruteForce {
    private record Seen(MetadataRecord record, Sighting sighting) {}

    private final List<Seen> all;
    private final Instant now;

    BruteForce(List<MetadataRecord> records, Instant now) {
        this.all = records.stream()
                .flatMap(record -> record.sightings().stream().map(sighting -> new Seen(record, sighting)))
                .toList();
        this.now = now;
    }

    Set<String> ids(Query query) {
        return all.stream()
                .filter(seen -> answers(query, seen))
                .map(seen -> seen.sighting().id())
                .collect(Collectors.toSet());
    }

    private boolean answers(Query query, Seen seen) {
        Sighting sighting = seen.sighting();
        return switch (query) {
            case Query.All _ -> true;
            case Query.Word(Term term) ->
                same(term, sighting.label()) || same(term, sighting.kind()) || worded(term, 0, sighting.wording());
            case Query.Worded(WordingField field, Term term, int edits) ->
                sighting.kind().equals("speech") == (field == WordingField.SAID)
                        && worded(term, edits, sighting.wording());
            case Query.Match(TextField field, Term term) -> same(term, value(field, seen));
            case Query.Confidence(Query.Relation relation, double value) ->
                holds(relation, Double.compare(sighting.confidence(), value));
            case Query.Lasting(Query.Relation relation, Duration value) ->
                holds(
                        relation,
                        Duration.between(sighting.start(), sighting.end()).compareTo(value));
            case Query.Time(Query.Edge edge, Moment moment) ->
                edge == Query.Edge.AFTER
                        ? sighting.end().isAfter(moment.resolve(now))
                        : sighting.start().isBefore(moment.resolve(now));
            case Query.And(List<Query> parts) -> parts.stream().allMatch(part -> answers(part, seen));
            case Query.Or(List<Query> parts) -> parts.stream().anyMatch(part -> answers(part, seen));
            case Query.Not(Query part) -> !answers(part, seen);
            case Query.Within(Query what, Duration gap, Query of) ->
                answers(what, seen)
                        && all.stream()
                                .anyMatch(other -> other != seen
                                        && other.record().stream().equals(seen.record().stream())
                                        && other.record()
                                                .tenant()
                                                .equals(seen.record().tenant())
                                        && gap(sighting, other.sighting()).compareTo(gap) <= 0
                                        && answers(of, other));
        };
    }

    private static Duration gap(Sighting one, Sighting other) {
        Duration after = Duration.between(one.end(), other.start());
        Duration before = Duration.between(other.end(), one.start());
        Duration longer = after.compareTo(before) > 0 ? after : before;
        return longer.isNegative() ? Duration.ZERO : longer;
    }

    private static boolean holds(Query.Relation relation, int comparison) {
        return switch (relation) {
            case LESS -> comparison < 0;
            case AT_MOST -> comparison <= 0;
            case EQUAL -> comparison == 0;
            case AT_LEAST -> comparison >= 0;
            case MORE -> comparison > 0;
        };
    }

    private static String value(TextField field, Seen seen) {
        return switch (field) {
            case LABEL -> seen.sighting().label();
            case KIND -> seen.sighting().kind();
            case STREAM -> seen.record().stream();
            case ENGINE -> seen.record().engine().name();
            case MODEL -> seen.record().engine().model();
            case PERSON -> "";
        };
    }

    private static boolean same(Term term, String value) {
        String wanted = plain(term.text());
        if (!term.wildcard()) {
            return wanted.equals(plain(value));
        }
        String regex = wanted.chars()
                .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
                .collect(Collectors.joining());
        return plain(value).matches(regex);
    }

    /** Knows only English plurals, as the worlds' texts have them. */
    private static boolean worded(Term term, int edits, Wording wording) {
        List<String> text = words(wording.text());
        if (term.wildcard()) {
            return text.stream().anyMatch(word -> same(term, word));
        }
        List<String> wanted = words(term.text());
        for (int from = 0; !wanted.isEmpty() && from + wanted.size() <= text.size(); from++) {
            List<String> part = text.subList(from, from + wanted.size());
            boolean stems = edits == 0 && wording.language().equals("en");
            if (IntStream.range(0, wanted.size())
                    .allMatch(i -> distance(part.get(i), wanted.get(i)) <= edits
                            || (stems && singular(part.get(i)).equals(singular(wanted.get(i)))))) {
                return true;
            }
        }
        return false;
    }

    private static List<String> words(String text) {
        return Stream.of(text.toLowerCase(Locale.ROOT).split("[^a-z0-9]+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static String singular(String word) {
        return word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
    }

    /** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours. */
    private static int distance(String one, String other) {
        int[][] d = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int cost = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + cost);
                if (i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[one.length()][other.length()];
    }

    private static String plain(String text) {
        return text.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }
}
