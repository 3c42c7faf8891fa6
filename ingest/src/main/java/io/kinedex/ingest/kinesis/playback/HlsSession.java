package io.kinedex.ingest.kinesis.playback;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.archive.ArchivedFragment;
import java.time.Instant;

/**
 * What a session token says, in as few characters as JSON allows: each line of a playlist carries it. Immutable; safe for all threads.
 *
 * @param id           random, tells sessions apart
 * @param stream       the stream's name
 * @param first        number of the session's first fragment
 * @param start        of the range on the session's timeline; of a live session the beginning of time
 * @param end          of the range, inclusive; the end of time where there is none
 * @param fragmentsMax in a media playlist
 * @param targetSeconds longest segment that was known when the session began
 * @param created      when the session began
 * @param expires      when it ends
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
record HlsSession(
        String id,
        String stream,
        Mode mode,
        Timeline timeline,
        String first,
        Instant start,
        Instant end,
        Discontinuity discontinuity,
        boolean displaysTimestamps,
        int fragmentsMax,
        int targetSeconds,
        Instant created,
        Instant expires) {
    /** AWS's playback modes. */
    enum Mode {
        LIVE,
        LIVE_REPLAY,
        ON_DEMAND
    }

    /** Where playlists tell players to begin a new timeline. */
    enum Discontinuity {
        ALWAYS,
        NEVER,
        ON_DISCONTINUITY
    }

    /** Where a range ends that has no end. */
    static final Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");

    FragmentNumber firstNumber() {
        return FragmentNumber.parse(first);
    }

    Timeline.Range range() {
        return new Timeline.Range(start, end);
    }

    /** Whether the session may show the fragment. */
    boolean shows(ArchivedFragment row) {
        boolean late = mode == Mode.ON_DEMAND || row.number().compareTo(firstNumber()) >= 0;
        return late && range().holds(timeline.start(row));
    }
}
