package io.kinedex.ingest.archive;

import io.kinedex.ingest.archive.ArchiveRows.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;

/** Appends to the newest segment file of one stream. One thread at a time. */
final class SegmentWriter implements AutoCloseable {
    private final Path folder;
    private final long segmentBytes;
    private Optional<Segment> current;
    private Optional<FileChannel> channel = Optional.empty();

    /** @param newest the stream's newest segment as its row says; bytes beyond it are cut off */
    SegmentWriter(Path folder, long segmentBytes, Optional<Segment> newest) throws IOException {
        this.folder = folder;
        this.segmentBytes = segmentBytes;
        this.current = newest;
        Files.createDirectories(folder);
    }

    static Path file(Path folder, long ordinal) {
        return folder.resolve(String.format(Locale.ROOT, "%012d.mkv", ordinal));
    }

    /** Where the next fragment of that many bytes goes. */
    Place place(int bytes) {
        if (current.isEmpty()) {
            return new Place(1, 0, Optional.empty());
        }
        Segment segment = current.get();
        boolean full = segment.bytes() > 0 && segment.bytes() + bytes > segmentBytes;
        return full
                ? new Place(segment.ordinal() + 1, 0, Optional.empty())
                : new Place(segment.ordinal(), segment.bytes(), current);
    }

    /** The bytes are on disk when this returns. They count only once {@link #wrote} is told of their row. */
    void write(Place place, ByteBuffer bytes) throws IOException {
        FileChannel out = open(place);
        ByteBuffer rest = bytes.duplicate();
        long at = place.offset();
        while (rest.hasRemaining()) {
            at += out.write(rest, at);
        }
        out.force(false);
    }

    void wrote(Segment segment) {
        current = Optional.of(segment);
    }

    private FileChannel open(Place place) throws IOException {
        if (channel.isPresent() && current.isPresent() && current.get().ordinal() == place.segment()) {
            return channel.get();
        }
        close();
        FileChannel opened =
                FileChannel.open(file(folder, place.segment()), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        opened.truncate(place.offset());
        channel = Optional.of(opened);
        return opened;
    }

    @Override
    public void close() throws IOException {
        if (channel.isPresent()) {
            FileChannel open = channel.get();
            channel = Optional.empty();
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
