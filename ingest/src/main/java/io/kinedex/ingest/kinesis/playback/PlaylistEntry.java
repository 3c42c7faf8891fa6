package io.kinedex.ingest.kinesis.playback;

import io.kinedex.frames.FragmentNumber;
import io.kinedex.frames.PlayableTracks;
import io.kinedex.ingest.archive.ArchivedFragment;
import java.time.Duration;
import java.time.Instant;

/**
 * A fragment in a media playlist. Immutable.
 *
 * @param start         on the session's timeline
 * @param init          number of the fragment that gives the initialisation: the first with these tracks
 * @param discontinuity whether a player is to begin a new timeline here
 */
record PlaylistEntry(
        ArchivedFragment row,
        Instant start,
        Duration duration,
        PlayableTracks tracks,
        FragmentNumber init,
        boolean discontinuity) {
    Instant end() {
        return start.plus(duration);
    }

    long bitsPerSecond() {
        return row.length() * 8_000L / Math.max(1, duration.toMillis());
    }
}
