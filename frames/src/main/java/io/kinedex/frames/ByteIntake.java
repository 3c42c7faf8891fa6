package io.kinedex.frames;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a stream as they come, through one array that does not grow: looks at the heads of elements and passes their
 * payloads on, whatever their size. Waits for no byte more than it is asked for. For one thread.
 */
final class ByteIntake {
    private static final int BYTES = 256 << 10;

    private final InputStream in;
    private final byte[] data = new byte[BYTES];
    private final ByteBuffer view = ByteBuffer.wrap(data);
    private int pos;
    private int limit;
    private long read;
    private int id;
    private int headLength;
    private long size;

    ByteIntake(InputStream in) {
        this.in = in;
    }

    ByteBuffer data() {
        return view;
    }

    int pos() {
        return pos;
    }

    /** The stream's offset at the read position. */
    long position() {
        return read - (limit - pos);
    }

    /** Looks at the head of the element at the read position, which stays; false at the end of the stream. */
    boolean look() {
        if (!await(1)) {
            return false;
        }
        int idLength = Vint.length(data[pos]);
        if (idLength > Vint.ID_BYTES_MAX) {
            throw malformed("byte 0x%02X where an element should begin".formatted(data[pos]));
        }
        require(idLength + 1);
        int sizeLength = Vint.length(data[pos + idLength]);
        if (sizeLength > Vint.SIZE_BYTES_MAX) {
            throw malformed("an element size longer than 8 bytes");
        }
        headLength = idLength + sizeLength;
        require(headLength);
        if (!Vint.isId(view, pos, idLength)) {
            throw malformed("a reserved element id");
        }
        id = Vint.id(view, pos, idLength);
        size = Vint.size(view, pos + idLength, sizeLength);
        return true;
    }

    int id() {
        return id;
    }

    int headLength() {
        return headLength;
    }

    boolean isSizeUnknown() {
        return size == Vint.UNKNOWN_SIZE;
    }

    /** Bytes after the head. */
    long size() {
        if (isSizeUnknown()) {
            throw malformed("%s has an unknown size, which only Segment and Cluster may".formatted(EbmlIds.name(id)));
        }
        return size;
    }

    /** Bytes of head and payload. */
    long length() {
        return headLength + size();
    }

    /** Brings the element in whole, as one array. */
    byte[] element(int bytesMax) {
        long length = length();
        if (length > bytesMax) {
            throw FramesException.tooLarge(
                    position(), "%s of %d bytes, the limit is %d".formatted(EbmlIds.name(id), length, bytesMax));
        }
        byte[] bytes = new byte[(int) length];
        int got = 0;
        while (got < bytes.length) {
            require(1);
            int count = Math.min(bytes.length - got, limit - pos);
            System.arraycopy(data, pos, bytes, got, count);
            pos += count;
            got += count;
        }
        return bytes;
    }

    /** Has so many bytes at hand, at most a few thousand; a stream that ends before is truncated. */
    void require(int count) {
        if (!await(count)) {
            throw truncated();
        }
    }

    /** Passes bytes on and counts them into the checksum, where there is one. */
    void pass(long count, OutputStream out, @Nullable CRC32 crc) throws IOException {
        long left = count;
        while (left > 0) {
            require(1);
            int some = (int) Math.min(left, limit - pos);
            if (crc != null) {
                crc.update(data, pos, some);
            }
            out.write(data, pos, some);
            pos += some;
            left -= some;
        }
    }

    void skip(long count) {
        long left = count;
        while (left > 0) {
            require(1);
            int some = (int) Math.min(left, limit - pos);
            pos += some;
            left -= some;
        }
    }

    FramesException malformed(String what) {
        return FramesException.malformed(position(), what);
    }

    void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new FramesException(FramesException.Code.READ_FAILED, "closing the stream failed", e);
        }
    }

    private FramesException truncated() {
        return new FramesException(
                FramesException.Code.TRUNCATED, "the stream ends inside of an element, after %d bytes".formatted(read));
    }

    private boolean await(int count) {
        if (limit - pos < count && data.length - pos < count) {
            System.arraycopy(data, pos, data, 0, limit - pos);
            limit -= pos;
            pos = 0;
        }
        while (limit - pos < count) {
            if (pos == limit) {
                pos = 0;
                limit = 0;
            }
            int got = readSome();
            if (got < 0) {
                return false;
            }
            limit += got;
            read += got;
        }
        return true;
    }

    private int readSome() {
        try {
            int got = in.read(data, limit, data.length - limit);
            if (got == 0) {
                throw new IOException("a read of %d bytes gave none".formatted(data.length - limit));
            }
            return got;
        } catch (IOException e) {
            throw new FramesException(
                    FramesException.Code.READ_FAILED,
                    "reading failed at byte %d: %s".formatted(read, e.getMessage()),
                    e);
        }
    }
}
