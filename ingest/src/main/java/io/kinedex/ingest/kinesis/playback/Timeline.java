package io.kinedex.ingest.kinesis.playback;

import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** By which clock fragments are chosen and played; the names are AWS's. */
enum Timeline {
    PRODUCER_TIMESTAMP {
        @Override
        Instant start(ArchivedFragment row) {
            return row.start();
        }

        @Override
        List<ArchivedFragment> page(
                FragmentArchive archive, String stream, Range range, Optional<ArchivedFragment> after, int atMost) {
            return archive.startingIn(stream, range.start(), range.end(), after, atMost);
        }
    },
    SERVER_TIMESTAMP {
        @Override
        Instant start(ArchivedFragment row) {
            return row.received();
        }

        @Override
        List<ArchivedFragment> page(
                FragmentArchive archive, String stream, Range range, Optional<ArchivedFragment> after, int atMost) {
            return archive.receivedIn(stream, range.start(), range.end(), after, atMost);
        }
    };

    /** Both ends are in it; a fragment is where it starts. */
    record Range(Instant start, Instant end) {
        boolean holds(Instant moment) {
            return !moment.isBefore(start) && !moment.isAfter(end);
        }
    }

    abstract Instant start(ArchivedFragment row);

    abstract List<ArchivedFragment> page(
            FragmentArchive archive, String stream, Range range, Optional<ArchivedFragment> after, int atMost);

    /** The fragments that start in the range, in the timeline's order; of several with one start only the newest. */
    List<ArchivedFragment> select(FragmentArchive archive, String stream, Range range, int atMost) {
        List<ArchivedFragment> selected = new ArrayList<>();
        // One more than wanted tells whether the last has a newer one with the same start.
        for (ArchivedFragment row : page(archive, stream, range, Optional.empty(), atMost + 1)) {
            if (this == PRODUCER_TIMESTAMP
                    && !selected.isEmpty()
                    && selected.getLast().start().equals(row.start())) {
                selected.removeLast();
            }
            selected.add(row);
        }
        return selected.size() > atMost ? selected.subList(0, atMost) : selected;
    }
}
