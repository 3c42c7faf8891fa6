package io.kinedex.metadata.query;

import java.time.Duration;

/** What a query may be at the most, so that no text costs more than a search should. */
public final class QueryLimits {
    /** Characters of a query's text. */
    public static final int LENGTH_MAX = 4096;

    /** Parentheses and NOTs inside each other. */
    public static final int DEPTH_MAX = 32;

    /** Terms, comparisons and times of one query. */
    public static final int CLAUSES_MAX = 128;

    /** WITHINs of one query. */
    public static final int WITHINS_MAX = 8;

    /** Characters of one word or phrase. */
    public static final int TERM_LENGTH_MAX = 256;

    /** Asterisks in one wildcard term. */
    public static final int ASTERISKS_MAX = 8;

    /** The longest duration or gap: a hundred years. */
    public static final Duration DURATION_MAX = Duration.ofDays(36_525);

    /** Characters that may differ in a fuzzy word. */
    public static final int EDITS_MAX = 2;

    private QueryLimits() {}

    static void requireDuration(String what, Duration value) {
        if (value.isNegative() || value.compareTo(DURATION_MAX) > 0 || value.toNanosPart() % 1_000_000 != 0) {
            throw new IllegalArgumentException("%s is %s, must be whole milliseconds in 0..%s"
                    .formatted(what, value, DurationText.of(DURATION_MAX)));
        }
    }
}
