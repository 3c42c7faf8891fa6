package io.kinedex.metadata.query;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A question about sightings, parsed. Immutable; safe for all threads. {@code toString()} is the canonical text, which
 * {@link QueryParser#parse} turns into an equal query.
 *
 * <p>Times, durations and gaps are compared in whole milliseconds; text is compared as {@link TermFolding#fold} leaves it.
 */
public sealed interface Query {
    /** The same query with every time that is relative to now made absolute. */
    default Query resolved(Instant now) {
        return switch (this) {
            case Time(Edge edge, Moment moment) -> new Time(edge, new Moment.At(moment.resolve(now)));
            case And(List<Query> parts) -> new And(resolvedAll(parts, now));
            case Or(List<Query> parts) -> new Or(resolvedAll(parts, now));
            case Not(Query part) -> new Not(part.resolved(now));
            case Within(Query what, Duration gap, Query of) -> new Within(what.resolved(now), gap, of.resolved(now));
            case All _, Word _, Match _, Worded _, Confidence _, Lasting _ -> this;
        };
    }

    /** Whether a WITHIN is in it, at any depth. */
    default boolean joins() {
        return switch (this) {
            case Within _ -> true;
            case And(List<Query> parts) -> parts.stream().anyMatch(Query::joins);
            case Or(List<Query> parts) -> parts.stream().anyMatch(Query::joins);
            case Not(Query part) -> part.joins();
            case All _, Word _, Match _, Worded _, Confidence _, Lasting _, Time _ -> false;
        };
    }

    private static List<Query> resolvedAll(List<Query> parts, Instant now) {
        return parts.stream().map(part -> part.resolved(now)).toList();
    }

    /** Every sighting: {@code *}. */
    record All() implements Query {
        @Override
        public String toString() {
            return QueryText.of(this);
        }
    }

    /**
     * Sightings whose label or kind is the term, or in which it was said or written: {@code car}, {@code face},
     * {@code "traffic light"}.
     */
    record Word(Term term) implements Query {
        @Override
        public String toString() {
            return QueryText.of(this);
        }
    }

    /** Sightings with the term in the field: {@code label:ca*}. */
    record Match(TextField field, Term term) implements Query {
        @Override
        public String toString() {
            return QueryText.of(this);
        }
    }

    /**
     * Sightings in which the words of the term were said or written, one after the other: {@code said:budget},
     * {@code text:"fire exit"}, {@code text:exlt~1}. In a language that {@link Stems} knows, other forms of the words count
     * too.
     *
     * @param edits how many characters of each word may be wrong, missing, too many or swapped with the next one,
     *              0..{@value QueryLimits#EDITS_MAX}; 0 for a pattern
     */
    record Worded(WordingField field, Term term, int edits) implements Query {
        public Worded {
            if (edits < 0 || edits > QueryLimits.EDITS_MAX || (edits > 0 && term.wildcard())) {
                throw new IllegalArgumentException("%s with %d edits, may be 0..%d and 0 for a pattern"
                        .formatted(term, edits, QueryLimits.EDITS_MAX));
            }
            if (!term.wildcard() && Tokens.of(term.text()).isEmpty()) {
                throw new IllegalArgumentException("%s has neither a letter nor a digit".formatted(term));
            }
        }

        @Override
        public String toString() {
            return QueryText.of(this);
        }
    }

    /** How a number is compared. */
    enum Relation {
        LESS("<"),
        AT_MOST("<="),
        EQUAL("="),
        AT_LEAST(">="),
        MORE(">");

        private final String sign;

        Relation(String sign) {
            this.sign = sign;
        }

        public String sign() {
            return sign;
        }

        /** Whether a value that compares with the bound as told (as of {@link Comparable}) fulfils it. */
        boolean holds(int comparison) {
            return switch (this) {
                case LESS -> comparison < 0;
                case AT_MOST -> comparison <= 0;
                case EQUAL -> comparison == 0;
                case AT_LEAST -> comparison >= 0;
                case MORE -> comparison > 0;
            };
        }
    }

    /**
     * Sightings by the confidence of their best moment: {@code confidence>=0.6}.
     *
     * @param value 0..1
     */
    record Confidence(Relation relation, double value) implements Query {
        public Confidence {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException("confidence is %s, must be in 0..1".formatted(value));
            }
            value = value + 0.0; // no negative zero
        }

        @Override
        public String toString() {
            return QueryText.of(this);
        }
    }

    /**
     * Sightings by how long they last, from start to end: {@code duration>2s}.
     *
     * @param value whole milliseconds, not negative, at most {@link QueryLimits#DURATION_MAX}
     */
    record Lasting(Relation relation, Duration value) implements Query {
        public Lasting {
            QueryLimits.requireDuration("duration", value);
        }

        @Override
        public String toString() {
            return QueryText.of(this);
        }
    }

    /** The side of a moment. */
    enum Edge {
        /** Seen after the moment: the sighting ends later than it. */
        AFTER,
        /** Seen before the moment: the sighting starts earlier than it. */
        BEFORE
    }

    /** Sightings by time: {@code after:2026-11-20}, {@code before:now-15m}. Both together: those that overlap the span. */
    record Time(Edge edge, Moment moment) implements Query {
        @Override
        public String toString() {
            return QueryText.of(this);
        }
    }

    /** Sightings that answer all parts. Parts that are conjunctions themselves are merged into this one. */
    record And(List<Query> parts) implements Query {
        public And {
            parts = merged(parts, part -> part instanceof And(List<Query> inner) ? inner.stream() : Stream.of(part));
        }

        @Override
        public String toString() {
            return QueryText.of(this);
        }
    }

    /** Sightings that answer any part. Parts that are disjunctions themselves are merged into this one. */
    record Or(List<Query> parts) implements Query {
        public Or {
            parts = merged(parts, part -> part instanceof Or(List<Query> inner) ? inner.stream() : Stream.of(part));
        }

        @Override
        public String toString() {
            return QueryText.of(this);
        }
    }

    /** Sightings that do not answer the part. */
    record Not(Query part) implements Query {
        @Override
        public String toString() {
            return QueryText.of(this);
        }
    }

    /**
     * Sightings of {@code what} for which another sighting, one of {@code of}, is on the same stream with at most
     * {@code gap} between the two intervals. The gap between intervals that overlap or touch is 0.
     *
     * @param gap whole milliseconds, not negative, at most {@link QueryLimits#DURATION_MAX}
     */
    record Within(Query what, Duration gap, Query of) implements Query {
        public Within {
            QueryLimits.requireDuration("WITHIN", gap);
        }

        @Override
        public String toString() {
            return QueryText.of(this);
        }
    }

    private static List<Query> merged(List<Query> parts, java.util.function.Function<Query, Stream<Query>> inner) {
        List<Query> all = new ArrayList<>();
        parts.forEach(part -> inner.apply(part).forEach(all::add));
        if (all.size() < 2) {
            throw new IllegalArgumentException("AND and OR join at least 2 parts, these are %d".formatted(all.size()));
        }
        return List.copyOf(all);
    }
}
