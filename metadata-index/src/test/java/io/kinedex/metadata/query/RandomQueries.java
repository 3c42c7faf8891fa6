package io.kinedex.metadata.query;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Draws query trees of every form. */
public final class RandomQueries {
    private static final List<String> WORDS = List.of(
            "car",
            "person",
            "face",
            "traffic light",
            "AND",
            "OF",
            "a*b",
            "-x",
            "q\"uote",
            "back\\slash",
            "Straße",
            "x:y",
            "now",
            "(",
            "5s",
            "..",
            "\uD83D\uDE97",
            "and");
    private static final List<String> SPOKEN = List.of("budget", "fire exit", "x~1", "Straße 5", "AND", "don't", "漢字");
    private static final List<String> GLOBS = List.of("ca*", "*", "?", "gate-?", "*light", "p*r*n");

    private final Random random;

    public RandomQueries(Random random) {
        this.random = random;
    }

    Query query(int depth) {
        if (depth == 0) {
            return leaf();
        }
        return switch (random.nextInt(7)) {
            case 0 -> new Query.And(List.of(query(depth - 1), query(depth - 1)));
            case 1 -> new Query.Or(List.of(query(depth - 1), query(depth - 1), leaf()));
            case 2 -> new Query.Not(query(depth - 1));
            case 3 -> withinOf(depth);
            default -> leaf();
        };
    }

    private Query withinOf(int depth) {
        // at most 8 WITHINs in one query: only one side goes deeper
        return new Query.Within(leaf(), duration(), depth > 2 ? leaf() : new Query.Or(List.of(leaf(), leaf())));
    }

    private Query leaf() {
        return switch (random.nextInt(7)) {
            case 0 -> {
                Term term = term();
                yield term.equals(new Term("*", true)) ? new Query.All() : new Query.Word(term);
            }
            case 1, 2 -> new Query.Match(TextField.values()[random.nextInt(TextField.values().length)], term());
            case 3 ->
                new Query.Confidence(relation(), random.nextInt(4) == 0 ? random.nextInt(2) : random.nextDouble());
            case 4 -> new Query.Lasting(relation(), duration());
            case 5 -> worded();
            default -> new Query.Time(Query.Edge.values()[random.nextInt(2)], moment());
        };
    }

    private Query worded() {
        WordingField field = WordingField.values()[random.nextInt(2)];
        return random.nextInt(4) == 0
                ? new Query.Worded(field, new Term(GLOBS.get(random.nextInt(GLOBS.size())), true), 0)
                : new Query.Worded(
                        field, new Term(SPOKEN.get(random.nextInt(SPOKEN.size())), false), random.nextInt(3));
    }

    private Term term() {
        return random.nextBoolean()
                ? new Term(WORDS.get(random.nextInt(WORDS.size())), false)
                : new Term(GLOBS.get(random.nextInt(GLOBS.size())), true);
    }

    private Query.Relation relation() {
        return Query.Relation.values()[random.nextInt(5)];
    }

    private Duration duration() {
        return Duration.ofMillis(random.nextLong(1L << random.nextInt(1, 40)));
    }

    private Moment moment() {
        return switch (random.nextInt(3)) {
            case 0 -> new Moment.At(Instant.ofEpochMilli(random.nextLong(2_000_000_000_000L)));
            case 1 -> new Moment.FromNow(duration());
            default -> new Moment.FromNow(duration().negated());
        };
    }
}
