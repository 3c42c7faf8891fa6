package io.kinedex.ingest.archive;

import io.kinedex.ingest.archive.ArchiveRows.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One file that fragments are appended to. Its row says what of it counts; fragments behind that are on their way, and get
 * their rows in the order in which they lie. {@link #write} and {@link #force} may be called at any time by the thread that
 * writes and the one that keeps; everything else with the stream's lock held.
 */
final class SegmentFile implements AutoCloseable {
    private final Path path;
    private final long ordinal;
    private Optional<Segment> row;
    private Instant begun;
    private long end;
    private int onTheirWay;
    private volatile Optional<FileChannel> channel = Optional.empty();

    /** @param row what the file holds already; what lies behind it is cut off */
    SegmentFile(Path folder, long ordinal, Optional<Segment> row, Instant begun) {
        this.path = path(folder, ordinal);
        this.ordinal = ordinal;
        this.row = row;
        this.begun = begun;
        this.end = row.map(Segment::bytes).orElse(0L);
    }

    static Path path(Path folder, long ordinal) {
        return folder.resolve(String.format(Locale.ROOT, "%012d.mkv", ordinal));
    }

    long ordinal() {
        return ordinal;
    }

    /** What counts, where the file has a row. */
    Optional<Segment> row() {
        return row;
    }

    /** When its first fragment came, as far as this process knows. */
    Instant begun() {
        return begun;
    }

    /** Where the next fragment begins. */
    long end() {
        return end;
    }

    boolean hasFragmentsOnTheirWay() {
        return onTheirWay > 0;
    }

    /** Opens the file where it is not open; what lies behind the last fragment is cut off then. */
    void open() throws IOException {
        if (channel.filter(FileChannel::isOpen).isEmpty()) {
            FileChannel opened = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            opened.truncate(end);
            channel = Optional.of(opened);
        }
    }

    void write(ByteBuffer bytes, long offset) throws IOException {
        FileChannel out = channel.orElseThrow();
        long at = offset;
        while (bytes.hasRemaining()) {
            at += out.write(bytes, at);
        }
    }

    /** What was written is on disk when this returns. */
    void force() throws IOException {
        channel.orElseThrow().force(false);
    }

    /** So many bytes at the end are a fragment, whose row is to come. */
    void finished(long length, Instant now) {
        if (end == 0) {
            begun = now;
        }
        end += length;
        onTheirWay++;
    }

    /** The rows of so many fragments, the first of those on their way, are there. */
    void kept(Segment grown, int fragments) {
        row = Optional.of(grown);
        onTheirWay -= fragments;
    }

    /** Forgets the fragments that are on their way. */
    void drop() {
        onTheirWay = 0;
        end = row.map(Segment::bytes).orElse(0L);
    }

    @Override
    public void close() throws IOException {
        Optional<FileChannel> open = channel;
        channel = Optional.empty();
        if (open.isPresent()) {
            open.get().close();
        }
    }
}
