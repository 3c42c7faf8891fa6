package io.kinedex.ingest.archive;

import io.kinedex.ingest.archive.ArchiveRows.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Appends to one segment file after the other. One thread at a time. */
final class SegmentWriter implements AutoCloseable {
    private static final long NONE = -1;

    private final Path folder;
    private final long segmentBytes;
    private final LongSupplier ordinals;
    private Optional<Segment> current;
    private Instant begun;
    private long fresh = NONE;
    private long usualBytes;
    private Optional<FileChannel> channel = Optional.empty();
    private long channelOrdinal = NONE;

    /**
     * @param ordinals of files that nobody writes to yet
     * @param newest   a segment to go on with, as its row says; bytes beyond it are cut off
     */
    SegmentWriter(Path folder, long segmentBytes, LongSupplier ordinals, Optional<Segment> newest, Instant now)
            throws IOException {
        this.folder = folder;
        this.segmentBytes = segmentBytes;
        this.ordinals = ordinals;
        this.current = newest;
        this.begun = now;
        Files.createDirectories(folder);
    }

    static Path file(Path folder, long ordinal) {
        return folder.resolve(String.format(Locale.ROOT, "%012d.mkv", ordinal));
    }

    /**
     * Where the next fragment goes.
     *
     * @param bytes of the fragment; 0 where nobody knows yet
     * @param age   at which a new file begins, whatever its size
     */
    Place place(long bytes, Instant now, Duration age) {
        Segment segment = current.orElse(null);
        if (fresh == NONE && segment != null) {
            long expected = bytes > 0 ? bytes : usualBytes;
            boolean full = segment.bytes() > 0 && segment.bytes() + expected > segmentBytes;
            if (!full && now.isBefore(begun.plus(age))) {
                return new Place(segment.ordinal(), segment.bytes(), current);
            }
        }
        if (fresh == NONE) {
            fresh = ordinals.getAsLong();
        }
        return new Place(fresh, 0, Optional.empty());
    }

    /** The bytes are on disk when this returns. They count only once {@link #wrote} is told of their row. */
    void write(Place place, ByteBuffer bytes) throws IOException {
        FileChannel out = open(place);
        write(out, bytes.duplicate(), place.offset());
        out.force(false);
    }

    static void write(FileChannel out, ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            at += out.write(bytes, at);
        }
    }

    void wrote(Segment segment, Instant now) {
        if (segment.ordinal() == fresh) {
            fresh = NONE;
            begun = now;
        }
        usualBytes = segment.bytes()
                - current.filter(old -> old.ordinal() == segment.ordinal())
                        .map(Segment::bytes)
                        .orElse(0L);
        current = Optional.of(segment);
    }

    /** Whether the segment is the one that this writer goes on with. */
    boolean isAt(long ordinal) {
        return fresh == NONE
                && current.map(Segment::ordinal).filter(its -> its == ordinal).isPresent();
    }

    FileChannel open(Place place) throws IOException {
        if (channelOrdinal == place.segment()
                && channel.filter(FileChannel::isOpen).isPresent()) {
            return channel.orElseThrow();
        }
        close();
        FileChannel opened =
                FileChannel.open(file(folder, place.segment()), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        opened.truncate(place.offset());
        channel = Optional.of(opened);
        channelOrdinal = place.segment();
        return opened;
    }

    @Override
    public void close() throws IOException {
        if (channel.isPresent()) {
            FileChannel open = channel.get();
            channel = Optional.empty();
            channelOrdinal = NONE;
            open.close();
        }
    }

    /**
     * @param segment  the file's ordinal
     * @param offset   of the fragment's first byte
     * @param existing the segment as it stands, where it is not a new one
     */
    record Place(long segment, long offset, Optional<Segment> existing) {}
}
