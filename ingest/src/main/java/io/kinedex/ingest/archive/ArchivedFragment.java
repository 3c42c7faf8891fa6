package io.kinedex.ingest.archive;

import io.kinedex.frames.FragmentNumber;
import java.time.Duration;
import java.time.Instant;

/**
 * Where a fragment lies in the archive.
 *
 * @param ordinal      its place in the stream, from 1, without gaps
 * @param start        producer time of its first frame
 * @param shift        what was added to the times its own bytes tell, to get at {@code start} and {@code end}
 * @param end          producer time at which it ends
 * @param segment      the segment file
 * @param offset       of its first byte in there
 * @param length       bytes
 * @param endOfSession whether the source ended here: nothing that is in view goes on in the next fragment
 * @param received     when this node received it, by its own clock
 */
public record ArchivedFragment(
        String stream,
        FragmentNumber number,
        long ordinal,
        Instant start,
        Instant end,
        Duration shift,
        long segment,
        long offset,
        int length,
        boolean endOfSession,
        Instant received) {
    /** The same as if its source ended with it. */
    public ArchivedFragment asLastOfSession() {
        return new ArchivedFragment(
                stream, number, ordinal, start, end, shift, segment, offset, length, true, received);
    }

    public Duration duration() {
        return Duration.between(start, end);
    }
}
