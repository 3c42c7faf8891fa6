package io.kinedex.ingest.kinesis.playback;

import java.util.List;

/**
 * What a media playlist shows. Immutable.
 *
 * @param sequence        number of its first entry, counted from the session's first
 * @param discontinuities how many of those that have left it had one
 * @param ended           whether no more will come
 */
record PlaylistWindow(List<PlaylistEntry> entries, long sequence, long discontinuities, boolean ended) {
    PlaylistWindow {
        entries = List.copyOf(entries);
    }
}
