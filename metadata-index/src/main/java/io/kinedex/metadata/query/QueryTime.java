package io.kinedex.metadata.query;

import java.time.Instant;

/** The grain in which queries see time. */
public final class QueryTime {
    /** Far enough from the ends of a long that a gap can be added or taken away. */
    private static final long LIMIT = 1L << 60;

    private QueryTime() {}

    /** Milliseconds since 1970, rounded down; instants that a long cannot hold become the nearest that can be compared. */
    public static long millis(Instant instant) {
        long seconds = instant.getEpochSecond();
        if (Math.abs(seconds) > LIMIT / 1000) {
            return seconds < 0 ? -LIMIT : LIMIT;
        }
        return seconds * 1000 + instant.getNano() / 1_000_000;
    }
}
