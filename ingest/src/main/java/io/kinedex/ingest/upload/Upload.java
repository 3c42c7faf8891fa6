package io.kinedex.ingest.upload;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file on its way in, as it stands.
 *
 * @param id        letters and digits
 * @param length    bytes of the whole file, where the sender said
 * @param received  bytes on disk; sending goes on from here
 * @param start     producer time of its first frame, once decided
 * @param error     why it failed, for people; empty otherwise
 * @param warning   what was wrong with it although it was taken (truncated: the whole part was analysed); empty otherwise
 */
public record Upload(
        String id,
        String stream,
        String fileName,
        State state,
        OptionalLong length,
        long received,
        Optional<Instant> start,
        Progress progress,
        String error,
        String warning) {
    /** Where it is on its way. */
    public enum State {
        /** Bytes are coming in. */
        RECEIVING,
        /** All bytes are on disk; it waits for earlier files of its stream. */
        QUEUED,
        /** It is being cut into fragments and analysed. */
        ANALYSING,
        /** All that was found in it is searchable. */
        SEARCHABLE,
        /** It cannot be used; {@code error} says why. */
        FAILED;

        public boolean ended() {
            return this == SEARCHABLE || this == FAILED;
        }
    }

    /**
     * How far it is.
     *
     * @param media             of the file, as far as its container says; zero where unknown
     * @param mediaCut          cut into fragments so far
     * @param mediaAnalysed     analysed so far
     * @param fragmentsCut      in the archive
     * @param fragmentsAnalysed their records are in the metadata stream
     * @param framesAnalysed    looked at by at least one engine
     * @param sightings         begun so far
     */
    public record Progress(
            Duration media,
            Duration mediaCut,
            Duration mediaAnalysed,
            long fragmentsCut,
            long fragmentsAnalysed,
            long framesAnalysed,
            long sightings) {
        public static final Progress NONE = new Progress(Duration.ZERO, Duration.ZERO, Duration.ZERO, 0, 0, 0, 0);
    }
}
