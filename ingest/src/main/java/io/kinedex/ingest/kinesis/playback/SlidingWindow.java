package io.kinedex.ingest.kinesis.playback;

import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The playlist of one live session as it moves on. All that it knows follows from the session and the archive, so that one
 * that was forgotten is made again. Safe for all threads, one at a time.
 */
final class SlidingWindow {
    private final HlsSession session;
    private final FragmentArchive archive;
    private final EntryChain chain;
    private final Deque<PlaylistEntry> entries = new ArrayDeque<>();
    private @Nullable ArchivedFragment last;
    private long sequence;
    private long discontinuities;
    private long made;
    private Duration played = Duration.ZERO;
    private boolean ended;

    SlidingWindow(HlsSession session, FragmentArchive archive, ArchiveTracks tracks) {
        this.session = session;
        this.archive = archive;
        this.chain = new EntryChain(session, tracks);
    }

    /** Takes in what has come up by now. */
    synchronized PlaylistWindow at(Instant now) {
        Optional<ArchivedFragment> row = nextRow();
        while (!ended && row.isPresent() && isDue(row.get(), now)) {
            last = row.get();
            if (session.range().holds(session.timeline().start(row.get()))) {
                chain.next(row.get()).ifPresent(this::add);
            } else {
                ended = made > 0 && session.timeline().start(row.get()).isAfter(session.end());
            }
            row = nextRow();
        }
        return new PlaylistWindow(entries.stream().toList(), sequence, discontinuities, ended);
    }

    private Optional<ArchivedFragment> nextRow() {
        ArchivedFragment before = last;
        return before == null
                ? archive.find(session.stream(), session.firstNumber())
                        .or(() -> archive.after(session.stream(), session.firstNumber()))
                : archive.after(session.stream(), before.number());
    }

    /** A replay shows a fragment when those after the first window have been played. */
    private boolean isDue(ArchivedFragment row, Instant now) {
        return session.mode() != HlsSession.Mode.LIVE_REPLAY
                || made < session.fragmentsMax()
                || !session.created().plus(played).plus(row.duration()).isAfter(now);
    }

    private void add(PlaylistEntry entry) {
        if (made >= session.fragmentsMax()) {
            played = played.plus(entry.duration());
        }
        made++;
        entries.add(entry);
        while (entries.size() > session.fragmentsMax()) {
            discontinuities += entries.remove().discontinuity() ? 1 : 0;
            sequence++;
        }
    }
}
