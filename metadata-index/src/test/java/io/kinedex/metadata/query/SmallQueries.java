package io.kinedex.metadata.query;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Draws queries that have answers in a small world: its words, its hour. */
public final class SmallQueries {
    private static final List<String> LEAVES = List.of(
            "car",
            "person",
            "face",
            "object",
            "\"traffic LIGHT\"",
            "label:f*",
            "füßgänger",
            "label:*o*",
            "stream:gate-1",
            "stream:gate-?",
            "stream:\"hall north\"",
            "engine:faces",
            "model:eff*",
            "kind:face",
            "label:\"hot dog\"",
            "dog",
            "*",
            "confidence>=0.6",
            "confidence<0.3",
            "confidence=0.5",
            "confidence:0.2..0.7",
            "duration>2s",
            "duration<=1.25s",
            "duration=1s",
            "said:budget",
            "said:\"fire exit\"",
            "text:exit",
            "text:exit~1",
            "text:\"fire exlt\"~2",
            "said:ex*",
            "budget",
            "exits");

    private final Random random;
    private final Instant from;
    private final Duration span;

    public SmallQueries(Random random, Instant from, Duration span) {
        this.random = random;
        this.from = from;
        this.span = span;
    }

    public Query query(int depth) {
        if (depth == 0 || random.nextInt(4) == 0) {
            return leaf();
        }
        return switch (random.nextInt(4)) {
            case 0 -> new Query.And(List.of(query(depth - 1), query(depth - 1)));
            case 1 -> new Query.Or(List.of(query(depth - 1), query(depth - 1)));
            case 2 -> new Query.Not(query(depth - 1));
            default ->
                new Query.Within(query(depth - 1), Duration.ofMillis(random.nextInt(12) * 250L), query(depth - 1));
        };
    }

    /** Without NOT: more sightings never make fewer answers. */
    public Query growing(int depth) {
        if (depth == 0 || random.nextInt(4) == 0) {
            return leaf();
        }
        return switch (random.nextInt(4)) {
            case 0 -> new Query.And(List.of(growing(depth - 1), growing(depth - 1)));
            case 1 -> new Query.Or(List.of(growing(depth - 1), growing(depth - 1)));
            default ->
                new Query.Within(growing(depth - 1), Duration.ofMillis(random.nextInt(12) * 250L), growing(depth - 1));
        };
    }

    private Query leaf() {
        if (random.nextInt(6) > 0) {
            return QueryParser.parse(LEAVES.get(random.nextInt(LEAVES.size())));
        }
        Query.Edge edge = random.nextBoolean() ? Query.Edge.AFTER : Query.Edge.BEFORE;
        return new Query.Time(edge, new Moment.At(from.plusMillis(random.nextInt((int) span.toMillis()) / 250 * 250L)));
    }
}
