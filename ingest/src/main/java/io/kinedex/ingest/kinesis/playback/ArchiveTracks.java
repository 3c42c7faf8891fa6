package io.kinedex.ingest.kinesis.playback;

import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentLimits;
import io.kinedex.frames.PlayableTracks;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.storage.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;

/** Reads what of an archived fragment can be played, from its first bytes where they tell. Safe for all threads. */
final class ArchiveTracks {
    private static final int HEAD_BYTES = 8 << 10;

    /** How long a fragment is shown whose only picture does not say it. */
    private static final Duration ONE_PICTURE = Duration.ofMillis(40);

    private final FragmentArchive archive;

    ArchiveTracks(FragmentArchive archive) {
        this.archive = archive;
    }

    /**
     * The fragment's tracks.
     *
     * @throws io.kinedex.frames.FramesException as {@link PlayableTracks#of} has it
     * @throws IngestException NOT_FOUND where the fragment has left the archive
     */
    PlayableTracks of(ArchivedFragment row) {
        return PlayableTracks.of(PlayableTracks.peek(head(row), FragmentLimits.DEFAULTS)
                .orElseGet(() -> archive.read(row).tracks()));
    }

    /** How long the fragment plays; zero where there is nothing in it. */
    Duration duration(ArchivedFragment row) {
        if (!row.duration().isZero()) {
            return row.duration();
        }
        Fragment fragment = archive.read(row);
        return fragment.blocks().isEmpty() ? Duration.ZERO : ONE_PICTURE;
    }

    private ByteBuffer head(ArchivedFragment row) {
        ByteBuffer head = ByteBuffer.allocate(Math.min(HEAD_BYTES, row.length()));
        try (FileChannel in = archive.open(row)) {
            while (head.hasRemaining() && in.read(head, row.offset() + head.position()) >= 0) {}
        } catch (IOException e) {
            throw DurableFiles.disk(
                    "fragment %s of stream '%s' cannot be read".formatted(row.number(), row.stream()), e);
        }
        return head.flip();
    }
}
