package io.kinedex.ingest.archive;

import io.kinedex.ingest.archive.ArchiveRows.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Says where the next fragment goes: into one segment file after the other. Called with the stream's lock held. */
final class SegmentWriter implements AutoCloseable {
    private final Path folder;
    private final long segmentBytes;
    private final LongSupplier ordinals;
    private final List<SegmentFile> left = new ArrayList<>();
    private Optional<SegmentFile> current;
    private long usualBytes;

    /**
     * @param ordinals of files that nobody writes to yet
     * @param newest   a segment to go on with, as its row says; bytes beyond it are cut off
     */
    SegmentWriter(Path folder, long segmentBytes, LongSupplier ordinals, Optional<Segment> newest, Instant now)
            throws IOException {
        this.folder = folder;
        this.segmentBytes = segmentBytes;
        this.ordinals = ordinals;
        this.current = newest.map(row -> new SegmentFile(folder, row.ordinal(), newest, now));
        Files.createDirectories(folder);
    }

    /**
     * The file at whose end the next fragment goes, open.
     *
     * @param bytes of the fragment; 0 where nobody knows yet
     * @param age   at which a new file begins, whatever its size
     */
    SegmentFile place(long bytes, Instant now, Duration age) throws IOException {
        SegmentFile file = current.filter(its -> goesOn(its, bytes, now, age)).orElse(null);
        if (file == null) {
            leave();
            file = new SegmentFile(folder, ordinals.getAsLong(), Optional.empty(), now);
            current = Optional.of(file);
        }
        file.open();
        return file;
    }

    private boolean goesOn(SegmentFile file, long bytes, Instant now, Duration age) {
        long expected = bytes > 0 ? bytes : usualBytes;
        return file.end() == 0
                || (file.end() + expected <= segmentBytes
                        && now.isBefore(file.begun().plus(age)));
    }

    /** A file stays open until the last fragment in it has its row. */
    private void leave() throws IOException {
        if (current.filter(SegmentFile::hasFragmentsOnTheirWay).isPresent()) {
            left.add(current.get());
        } else if (current.isPresent()) {
            current.get().close();
        }
        current = Optional.empty();
    }

    /** A fragment of so many bytes lies at the file's end; its row is to come. */
    void finished(SegmentFile file, long length, Instant now) {
        file.finished(length, now);
        usualBytes = length;
    }

    /** The rows of so many fragments in the file are there. */
    void kept(SegmentFile file, Segment grown, int fragments) throws IOException {
        file.kept(grown, fragments);
        if (!file.hasFragmentsOnTheirWay() && left.remove(file)) {
            file.close();
        }
    }

    /** Forgets the fragments that are on their way. */
    void drop() throws IOException {
        current.ifPresent(SegmentFile::drop);
        closeLeft();
    }

    /** Whether a fragment of this segment is being written, or may be next. */
    boolean isAt(long ordinal) {
        return current.filter(file -> file.ordinal() == ordinal).isPresent()
                || left.stream().anyMatch(file -> file.ordinal() == ordinal);
    }

    private void closeLeft() throws IOException {
        for (SegmentFile file : left) {
            file.close();
        }
        left.clear();
    }

    @Override
    public void close() throws IOException {
        closeLeft();
        if (current.isPresent()) {
            current.get().close();
        }
    }
}
