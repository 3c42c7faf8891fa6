package io.kinedex.ingest.pipeline;

import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.metadata.record.Wording;
import java.time.Instant;

/**
 * Something that was heard, from its beginning to its end.
 *
 * @param kind       of the sighting: {@code speech} or {@code sound}
 * @param label      lower case: {@code speech}, {@code silence}
 * @param start      producer time
 * @param end        producer time; after {@code start}
 * @param best       the moment to show: in the fragment that tells of it where it can be, within [start, end)
 * @param confidence 0..1
 * @param wording    what was said
 */
record Heard(String kind, String label, Instant start, Instant end, Instant best, double confidence, Wording wording) {
    /** The moment in [start, end) to show of what a fragment tells: the fragment's first, or the nearest to it. */
    static Instant moment(ArchivedFragment row, Instant start, Instant end) {
        Instant wanted = row.start().isBefore(start) ? start : row.start();
        return wanted.isBefore(end) ? wanted : end.minusNanos(1);
    }
}
