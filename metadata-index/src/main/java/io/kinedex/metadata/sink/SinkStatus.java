package io.kinedex.metadata.sink;

import io.kinedex.metadata.stream.SequenceNumber;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A sink as it stands.
 *
 * @param name         the sink's
 * @param state        what its runner does
 * @param acknowledged up to which, inclusive, everything is at the other side, was filtered out or was lost to retention
 * @param lag          how many sequence numbers the stream is ahead of it
 * @param behind       since when the oldest record that was handed over and not acknowledged has been in the stream
 * @param handed       records handed over since the start, those that were handed over again included
 * @param failures     times that the sink failed since the start
 * @param failure      what went wrong last
 * @param failed       when that was
 * @param skipped      sequence numbers that retention took away before the sink came to them, since the start
 * @param events       what the sink itself counts
 */
public record SinkStatus(
        String name,
        State state,
        SequenceNumber acknowledged,
        long lag,
        Duration behind,
        long handed,
        long failures,
        Optional<String> failure,
        Optional<Instant> failed,
        long skipped,
        Map<String, Long> events) {
    /** What a runner does. */
    public enum State {
        /** Reaches for the other side. */
        OPENING,
        /** Hands records over as they come. */
        RUNNING,
        /** Waits after a failure. */
        PAUSING,
        /** Has ended. */
        CLOSED
    }

    public SinkStatus {
        events = Map.copyOf(events);
    }
}
