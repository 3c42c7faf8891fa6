package io.kinedex.ingest.kinesis.playback;

import io.kinedex.frames.FragmentNumber;
import io.kinedex.frames.FramesException;
import io.kinedex.frames.PlayableTracks;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.archive.ArchivedFragment;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes playlist entries of a session's fragments, each with regard to the one before. For one thread. */
final class EntryChain {
    /** A gap or an overlap up to this is none, by AWS's rule. */
    private static final Duration TOLERANCE = Duration.ofMillis(50);

    private final HlsSession session;
    private final ArchiveTracks archive;
    private @Nullable PlaylistEntry last;

    EntryChain(HlsSession session, ArchiveTracks archive) {
        this.session = session;
        this.archive = archive;
    }

    /** The next fragment's entry; none where nothing of it can be played or it is older than the last. */
    Optional<PlaylistEntry> next(ArchivedFragment row) {
        Instant start = session.timeline().start(row);
        PlaylistEntry before = last;
        if (before != null && !follows(start, before.start())) {
            return Optional.empty();
        }
        try {
            Duration duration = archive.duration(row);
            if (duration.isZero()) {
                return Optional.empty();
            }
            PlaylistEntry entry = entry(row, start, duration, archive.of(row), before);
            last = entry;
            return Optional.of(entry);
        } catch (FramesException e) {
            return Optional.empty();
        } catch (IngestException e) {
            if (e.code() == IngestException.Code.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private boolean follows(Instant start, Instant before) {
        boolean again = session.timeline() == Timeline.PRODUCER_TIMESTAMP && start.equals(before);
        return !again && !start.isBefore(before);
    }

    private PlaylistEntry entry(
            ArchivedFragment row,
            Instant start,
            Duration duration,
            PlayableTracks tracks,
            @Nullable PlaylistEntry before) {
        if (before == null) {
            return new PlaylistEntry(row, start, duration, tracks, row.number(), false);
        }
        boolean same = before.tracks().continues(tracks);
        FragmentNumber init = same ? before.init() : row.number();
        boolean discontinuity = !same
                || switch (session.discontinuity()) {
                    case ALWAYS -> true;
                    case NEVER -> false;
                    case ON_DISCONTINUITY ->
                        Duration.between(before.end(), start).abs().compareTo(TOLERANCE) > 0;
                };
        return new PlaylistEntry(row, start, duration, same ? before.tracks() : tracks, init, discontinuity);
    }
}
