package io.kinedex.ingest.media;

import io.kinedex.frames.ClipWriter;
import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.frames.FramesException;
import io.kinedex.frames.Overlay;
import io.kinedex.frames.StillImage;
import io.kinedex.frames.WaveformImage;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.IngestException.Code;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.storage.DurableFiles;
import io.kinedex.metadata.index.Hit;
import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.Sighting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Semaphore;

/** {@link SightingMedia} from the fragments in the archive. At most so many pictures and clips are made at once. */
public final class ArchiveMedia implements SightingMedia {
    private static final int FRAGMENTS_MAX = 3600;
    private static final Duration WAVEFORM_MAX = Duration.ofMinutes(1);

    private final FragmentArchive archive;
    private final Path folder;
    private final Semaphore permits;

    /**
     * @param folder   for clips on their way out; emptied
     * @param atOnce how many pictures and clips are made at the same time
     */
    public ArchiveMedia(FragmentArchive archive, Path folder, int atOnce) {
        this.archive = archive;
        this.folder = folder;
        this.permits = new Semaphore(atOnce);
        DurableFiles.remove(folder);
        DurableFiles.folder(folder);
    }

    @Override
    public byte[] thumbnail(Hit hit, int longSideMax) {
        Sighting sighting = hit.sighting();
        ArchivedFragment row = archive.find(hit.stream(), FragmentNumber.parse(hit.fragmentNumber()))
                .orElseThrow(() -> gone(hit));
        Instant moment = sighting.best().minus(row.shift());
        return permitted(() -> {
            Fragment fragment = archive.read(row);
            if (!fragment.hasVideo()) {
                return waveform(hit, longSideMax);
            }
            Box box = sighting.box();
            List<Overlay> boxes =
                    List.of(new Overlay(box.left(), box.top(), box.width(), box.height(), sighting.label()));
            return StillImage.jpeg(fragment, moment, longSideMax, boxes);
        });
    }

    /** Of the sighting, a fifth of its length before and after it, at most a minute around its beginning. */
    private byte[] waveform(Hit hit, int width) {
        Sighting sighting = hit.sighting();
        Duration length = Duration.between(sighting.start(), sighting.end());
        Duration margin = length.dividedBy(5).plusMillis(100);
        Instant from = sighting.start().minus(margin);
        Instant end = sighting.end().plus(margin);
        Instant to = end.isAfter(from.plus(WAVEFORM_MAX)) ? from.plus(WAVEFORM_MAX) : end;
        List<ArchivedFragment> rows = archive.covering(hit.stream(), from, to, FRAGMENTS_MAX);
        return WaveformImage.jpeg(fragments(rows), from, to, sighting.start(), sighting.end(), width);
    }

    @Override
    public Clip clip(Hit hit, Duration padding) {
        Instant from = hit.sighting().start().minus(padding);
        Instant to = hit.sighting().end().plus(padding);
        List<ArchivedFragment> rows = archive.covering(hit.stream(), from, to, FRAGMENTS_MAX);
        if (rows.isEmpty()) {
            throw gone(hit);
        }
        return permitted(() -> {
            Path file = fresh();
            return new Clip(
                    file, ClipWriter.write(fragments(rows), from, to, file).mediaType());
        });
    }

    /** Read one after the other, at the times at which the archive has them. */
    private Iterator<Fragment> fragments(List<ArchivedFragment> rows) {
        return rows.stream()
                .map(row -> archive.read(row).startingAt(row.start()))
                .iterator();
    }

    private Path fresh() {
        try {
            return Files.createTempFile(folder, "clip", ".part");
        } catch (IOException e) {
            throw DurableFiles.disk("a clip cannot be written to %s".formatted(folder), e);
        }
    }

    private static IngestException gone(Hit hit) {
        return new IngestException(
                Code.NOT_FOUND,
                "the pictures of sighting %s have left the archive of stream '%s'"
                        .formatted(hit.sighting().id(), hit.stream()));
    }

    private interface Work<T> {
        T done() throws InterruptedException;
    }

    private <T> T permitted(Work<T> work) {
        try {
            permits.acquire();
            try {
                return work.done();
            } finally {
                permits.release();
            }
        } catch (FramesException e) {
            throw new IngestException(Code.BAD_MEDIA, String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IngestException(Code.UNAVAILABLE, "the node is being ended", e);
        }
    }
}
