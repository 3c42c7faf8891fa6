package io.kinedex.ingest.rerun;

import io.kinedex.metadata.record.EngineRef;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A second look at a stretch of a stream's archive.
 *
 * @param id       sorts by time of creation
 * @param engines  that look, by name
 * @param from     producer time, included
 * @param to       producer time, excluded
 * @param progress so far
 * @param error    why it failed; empty where it did not
 * @param ended    when it became visible, was cancelled or failed
 */
public record Rerun(
        String id,
        String stream,
        List<EngineRef> engines,
        Instant from,
        Instant to,
        State state,
        Progress progress,
        String error,
        Instant created,
        Optional<Instant> ended) {
    /** Where it is. */
    public enum State {
        /** Waits for others that were asked for before. */
        QUEUED,
        RUNNING,
        /** What it found is to be found, in the place of what its engines had found there before. */
        COMPLETE,
        /** Somebody gave it up; it left nothing. */
        CANCELLED,
        /** It cannot be done; it left nothing. */
        FAILED;

        /** As the JSON form spells it. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether nothing more happens to it. */
        public boolean ended() {
            return this != QUEUED && this != RUNNING;
        }
    }

    /**
     * How far it is.
     *
     * @param fragments in its stretch when it was asked for
     * @param done      of these, looked at; fewer at the end where some had left the archive meanwhile
     * @param frames    that were looked at
     * @param sightings told; one that goes on over fragments counts in each
     */
    public record Progress(long fragments, long done, long frames, long sightings) {}

    public Rerun {
        engines = List.copyOf(engines);
    }
}
