package io.kinedex.frames;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A window on bytes that are in memory already, or mapped; of any length. What is kept is the run of bytes up to the
 * read position, and goes out as a slice without being read. Only where bytes were put in before the run, left out
 * within it or changed is the fragment gathered in an array of its own. For one thread.
 */
final class MemoryWindow implements InputWindow {
    private static final byte[] NONE = {};

    /** More than the largest limit of a fragment, and less than the largest buffer. */
    private static final int VIEW_BYTES = 3 << 29;

    private final MemorySegment source;
    private final int viewBytes;
    private ByteBuffer view;

    /** Offset in the source of the view's first byte. */
    private long base;

    private long at;

    /** Where the run of kept bytes begins that ends at the read position. */
    private long run;

    /** What is kept before the run, in its first bytes. */
    private byte[] gathered = NONE;

    private int gatheredBytes;

    MemoryWindow(MemorySegment source) {
        this(source, VIEW_BYTES);
    }

    /** @param viewBytes how much is looked at at once: more than a fragment may have */
    MemoryWindow(MemorySegment source, int viewBytes) {
        this.source = source;
        this.viewBytes = viewBytes;
        this.view = viewFrom(0);
    }

    @Override
    public ByteBuffer data() {
        return view;
    }

    @Override
    public int pos() {
        return (int) (at - base);
    }

    @Override
    public int kept() {
        return gatheredBytes + runBytes();
    }

    @Override
    public long position() {
        return at;
    }

    @Override
    public boolean await(int count) {
        if (source.byteSize() - at < count) {
            return false;
        }
        if (at + count > base + view.capacity()) {
            view = viewFrom(run);
            base = run;
        }
        return true;
    }

    @Override
    public void keep(int count) {
        at += count;
    }

    @Override
    public boolean skip(long count) {
        gather();
        boolean there = count <= source.byteSize() - at;
        at = there ? at + count : source.byteSize();
        run = at;
        return there;
    }

    @Override
    public void dropKept() {
        run = at;
        gathered = NONE;
        gatheredBytes = 0;
    }

    @Override
    public void prepend(byte[] prefix) {
        gathered = prefix.clone();
        gatheredBytes = prefix.length;
    }

    @Override
    public void overwrite(int offset, byte[] bytes) {
        gather();
        System.arraycopy(bytes, 0, gathered, offset, bytes.length);
    }

    @Override
    public ByteBuffer detach() {
        ByteBuffer kept = gatheredBytes == 0
                ? source.asSlice(run, runBytes()).asByteBuffer()
                : ByteBuffer.wrap(joined(kept()), 0, kept()).slice();
        dropKept();
        return kept;
    }

    /** Whoever made the source ends it. */
    @Override
    public void close() {}

    private int runBytes() {
        return (int) (at - run);
    }

    /** Takes the run to what is gathered. */
    private void gather() {
        if (at > run) {
            int bytes = kept();
            gathered = joined(bytes <= gathered.length ? gathered.length : Math.max(bytes, 2 * gatheredBytes));
            gatheredBytes = bytes;
            run = at;
        }
    }

    /** What is kept, in an array of so many bytes. */
    private byte[] joined(int length) {
        byte[] whole = length == gathered.length ? gathered : Arrays.copyOf(gathered, length);
        MemorySegment.copy(source, ValueLayout.JAVA_BYTE, run, whole, gatheredBytes, runBytes());
        return whole;
    }

    private ByteBuffer viewFrom(long from) {
        return source.asSlice(from, Math.min(source.byteSize() - from, viewBytes))
                .asByteBuffer();
    }
}
