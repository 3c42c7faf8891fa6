package io.kinedex.ingest.archive;

import io.kinedex.frames.FragmentNumber;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A fragment on its way into the archive: its bytes go to its file as they come, and it counts once its
 * {@link FragmentInflow} has kept it. Closing it before it is finished leaves no trace of it. For one thread until it is
 * finished.
 */
public final class IncomingFragment implements AutoCloseable {
    private final FragmentInflow inflow;
    private final SegmentFile file;
    private final long offset;
    private long length;
    private Optional<Keeping> keeping = Optional.empty();

    IncomingFragment(FragmentInflow inflow, SegmentFile file) {
        this.inflow = inflow;
        this.file = file;
        this.offset = file.end();
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
        requireArriving();
        long count = bytes.remaining();
        file.write(bytes, offset + length);
        length += count;
    }

    /** Changes bytes that have been written. */
    public void overwrite(long at, ByteBuffer bytes) throws IOException {
        requireArriving();
        Objects.checkFromIndexSize(at, bytes.remaining(), length);
        file.write(bytes, offset + at);
    }

    /** All its bytes have come. The next fragment may begin; this one is to be kept by {@link FragmentInflow#keep}. */
    public void finish(Keeping how) {
        requireArriving();
        keeping = Optional.of(how);
        inflow.finished(this);
    }

    private void requireArriving() {
        if (keeping.isPresent()) {
            throw new IllegalStateException("the fragment is finished");
        }
    }

    /** How many bytes have come. */
    public int length() {
        return Math.toIntExact(length);
    }

    SegmentFile file() {
        return file;
    }

    long offset() {
        return offset;
    }

    /** How it is kept, once it is finished. */
    Keeping keeping() {
        return keeping.orElseThrow(() -> new IllegalStateException("the fragment is not finished"));
    }

    @Override
    public void close() {
        if (keeping.isEmpty()) {
            inflow.abandoned();
        }
    }
}
