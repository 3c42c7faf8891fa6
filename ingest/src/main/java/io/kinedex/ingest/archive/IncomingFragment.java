package io.kinedex.ingest.archive;

import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.archive.SegmentWriter.Place;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.Objects;

/**
 * A fragment on its way into the archive: its bytes go to the disk as they come and count once {@link #keep} has
 * returned. Closing it before leaves no trace of it. For one thread.
 */
public final class IncomingFragment implements AutoCloseable {
    private final FragmentArchive archive;
    private final String stream;
    private final SegmentWriter writer;
    private final Place place;
    private final FileChannel file;
    private long length;

    IncomingFragment(FragmentArchive archive, String stream, SegmentWriter writer, Place place) throws IOException {
        this.archive = archive;
        this.stream = stream;
        this.writer = writer;
        this.place = place;
        this.file = writer.open(place);
    }

    /**
     * How the fragment is kept.
     *
     * @param number       where the stream has a fragment of that number or a greater one by now, the next free one is
     *                     taken
     * @param start        producer time at which it starts, which its own bytes say as well
     * @param received     when it began to arrive
     * @param endOfSession whether its source ends with it
     */
    public record Keeping(FragmentNumber number, Instant start, Instant end, Instant received, boolean endOfSession) {}

    /** Where the fragment's bytes go. Writes throw {@link IOException} where the disk does not take them. */
    public OutputStream bytes() {
        return new OutputStream() {
            @Override
            public void write(int each) throws IOException {
                write(new byte[] {(byte) each}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                Objects.checkFromIndexSize(from, count, bytes.length);
                append(ByteBuffer.wrap(bytes, from, count));
            }
        };
    }

    private void append(ByteBuffer bytes) throws IOException {
        long count = bytes.remaining();
        SegmentWriter.write(file, bytes, place.offset() + length);
        length += count;
    }

    /** Changes bytes that have been written. */
    public void overwrite(long at, ByteBuffer bytes) throws IOException {
        Objects.checkFromIndexSize(at, bytes.remaining(), length);
        SegmentWriter.write(file, bytes, place.offset() + at);
    }

    /**
     * The fragment and its row are on disk when this returns.
     *
     * @throws io.kinedex.ingest.IngestException DISK, or NOT_FOUND where the stream was removed in the meantime
     */
    public ArchivedFragment keep(Keeping keeping) {
        return archive.keep(this, keeping);
    }

    String stream() {
        return stream;
    }

    SegmentWriter writer() {
        return writer;
    }

    Place place() {
        return place;
    }

    int length() {
        return Math.toIntExact(length);
    }

    void force() throws IOException {
        file.force(false);
    }

    @Override
    public void close() {
        archive.giveBack(stream, writer);
    }
}
