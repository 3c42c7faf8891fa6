package io.kinedex.ingest.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A stream's source as it stands.
 *
 * @param reason       why it waits or failed, for people; empty where it does neither
 * @param since        when it came into this state
 * @param lastFragment by the source's own number; empty where none was taken
 * @param behind       how far the last fragment was behind the source's newest when it came
 * @param idle         since the last fragment came, or since the source was started
 */
public record SourceStatus(
        State state,
        String reason,
        Instant since,
        String lastFragment,
        Optional<Duration> behind,
        Duration idle,
        Counts counts) {
    /** What a source is doing. */
    public enum State {
        /** It asks the service for the stream and its media. */
        CONNECTING,
        /** It reads what the service has kept, as fast as it can. */
        CATCHING_UP,
        /** It waits for each fragment as it is made. */
        LIVE,
        /** It tries again by itself, soon. */
        WAITING,
        /** Somebody has to change something; it tries again all the same, seldom. */
        FAILED,
        /** It was stopped. */
        ENDED
    }

    /**
     * What has happened since the node started, or the source was set.
     *
     * @param fragments    taken into the archive
     * @param bytes        theirs
     * @param sessions     of GetMedia
     * @param reconnects   sessions that followed another one
     * @param throttles    calls that the service put off
     * @param duplicates   fragments that came again and were dropped
     * @param gapsFound    places where fragments were missing or seemed to be
     * @param gapsRepaired of these, filled from what the service had kept
     * @param gapsLost     of these, where fragments existed and could not be had
     */
    public record Counts(
            long fragments,
            long bytes,
            long sessions,
            long reconnects,
            long throttles,
            long duplicates,
            long gapsFound,
            long gapsRepaired,
            long gapsLost) {}
}
