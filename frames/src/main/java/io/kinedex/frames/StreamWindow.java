package io.kinedex.frames;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A window on bytes that come. One array that grows as they do, never on a mere promise of bytes; a finished fragment
 * takes the array with it. What is kept lies in one piece before the read position. For one thread.
 */
final class StreamWindow implements InputWindow {
    /** Reads ask for this much or for what is needed, whichever is more. */
    private static final int CHUNK = 16 << 10;

    private static final int SHRINK_RATIO = 8;

    private final InputStream in;
    private byte[] data = new byte[CHUNK];
    private ByteBuffer view = ByteBuffer.wrap(data);
    private int start;
    private int pos;
    private int limit;
    private long read;

    /** Bytes of the last fragment: as many may be made room for before they come. */
    private int usual;

    StreamWindow(InputStream in) {
        this.in = in;
    }

    @Override
    public ByteBuffer data() {
        return view;
    }

    @Override
    public int pos() {
        return pos;
    }

    @Override
    public int kept() {
        return pos - start;
    }

    @Override
    public long position() {
        return read - (limit - pos);
    }

    @Override
    public boolean await(int count) {
        while (limit - pos < count) {
            int missing = count - (limit - pos);
            if (data.length - limit < Math.min(missing, CHUNK)) {
                makeRoom(count);
            }
            int got = readInto(limit, Math.min(data.length - limit, Math.max(missing, CHUNK)));
            if (got < 0) {
                return false;
            }
            limit += got;
        }
        return true;
    }

    @Override
    public void keep(int count) {
        pos += count;
    }

    @Override
    public boolean skip(long count) {
        int buffered = (int) Math.min(count, limit - pos);
        System.arraycopy(data, pos + buffered, data, pos, limit - pos - buffered);
        limit -= buffered;
        long left = count - buffered;
        while (left > 0) {
            if (data.length - limit < Math.min(left, CHUNK)) {
                makeRoom(CHUNK);
            }
            int got = readInto(limit, (int) Math.min(left, data.length - limit));
            if (got < 0) {
                return false;
            }
            left -= got;
        }
        return true;
    }

    @Override
    public void dropKept() {
        start = pos;
    }

    @Override
    public void prepend(byte[] prefix) {
        if (start < prefix.length) {
            byte[] wider = new byte[Math.max(data.length, prefix.length + limit - start + CHUNK)];
            System.arraycopy(data, start, wider, prefix.length, limit - start);
            limit += prefix.length - start;
            pos += prefix.length - start;
            start = prefix.length;
            use(wider);
        }
        start -= prefix.length;
        System.arraycopy(prefix, 0, data, start, prefix.length);
    }

    @Override
    public void overwrite(int offset, byte[] bytes) {
        System.arraycopy(bytes, 0, data, start + offset, bytes.length);
    }

    /** The window goes on with an array of its own. */
    @Override
    public ByteBuffer detach() {
        int length = kept();
        usual = length;
        int ahead = limit - pos;
        ByteBuffer kept;
        if (length >= data.length / 2) {
            kept = ByteBuffer.wrap(data, start, length).slice();
            replace(new byte[ahead + CHUNK]);
        } else {
            kept = ByteBuffer.wrap(Arrays.copyOfRange(data, start, pos));
            start = pos;
            if (data.length / SHRINK_RATIO > length + ahead + CHUNK) {
                replace(new byte[ahead + length + CHUNK]);
            }
        }
        return kept;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new FramesException(FramesException.Code.READ_FAILED, "closing the stream failed", e);
        }
    }

    /** Moves what was read ahead to another array. */
    private void replace(byte[] other) {
        System.arraycopy(data, pos, other, 0, limit - pos);
        limit -= pos;
        start = 0;
        pos = 0;
        use(other);
    }

    private void use(byte[] array) {
        if (array != data) {
            data = array;
            view = ByteBuffer.wrap(array);
        }
    }

    /**
     * Moves what is held to the front of an array with room for {@code count} bytes and a read ahead, or for as much as
     * what came so far makes likely: half as much again, the double, or another fragment of the usual size.
     */
    private void makeRoom(int count) {
        int used = limit - start;
        long needed = (long) kept() + count + CHUNK;
        long likely = Math.max(2L * used, 2L * usual) + CHUNK;
        long wanted = Math.max(Math.min(needed, likely), used + used / 2L + CHUNK);
        if (count <= CHUNK && used > CHUNK) {
            wanted = Math.max(wanted, (long) usual + CHUNK);
        }
        byte[] room = wanted <= data.length ? data : new byte[(int) wanted];
        System.arraycopy(data, start, room, 0, used);
        pos -= start;
        limit -= start;
        start = 0;
        use(room);
    }

    /** Blocks until at least one byte is there; -1 at the end. */
    private int readInto(int at, int count) {
        try {
            int got = in.read(data, at, count);
            if (got == 0) {
                int one = in.read();
                if (one < 0) {
                    return -1;
                }
                data[at] = (byte) one;
                got = 1;
            }
            read += Math.max(got, 0);
            return got;
        } catch (IOException e) {
            throw new FramesException(
                    FramesException.Code.READ_FAILED,
                    "reading failed at byte %d: %s".formatted(read, e.getMessage()),
                    e);
        }
    }
}
