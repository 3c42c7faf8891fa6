package io.kinedex.frames;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Walks over the children of a master element whose bytes are all in memory. {@link #next} steps to the next child;
 * the other methods speak of that child. Never reads outside its range. For one thread.
 */
final class EbmlCursor {
    private static final int CRC_BYTES = 4;

    private final ByteBuffer data;
    private final int from;
    private final int end;
    /** Offset in the stream of {@code data}'s first byte, for messages. */
    private final long origin;

    private int at;
    private int id;
    private int payload;
    private int payloadEnd;

    EbmlCursor(ByteBuffer data, int from, int end, long origin) {
        this.data = data;
        this.from = from;
        this.end = end;
        this.origin = origin;
        this.at = from;
    }

    /** Steps to the next child; false at the end. */
    boolean next() {
        if (at == end) {
            return false;
        }
        int idLength = Vint.length(data.get(at));
        if (idLength > Vint.ID_BYTES_MAX) {
            throw malformed("no element id: byte 0x%02X".formatted(data.get(at)));
        }
        int sizeAt = at + idLength;
        int sizeLength = sizeAt < end ? Vint.length(data.get(sizeAt)) : 0;
        if (sizeLength == 0 || sizeLength > Vint.SIZE_BYTES_MAX || sizeLength > end - sizeAt) {
            throw malformed("no element size after an id");
        }
        if (!Vint.isId(data, at, idLength)) {
            throw malformed("a reserved element id");
        }
        id = Vint.id(data, at, idLength);
        long size = Vint.size(data, sizeAt, sizeLength);
        payload = sizeAt + sizeLength;
        requireInside(size);
        payloadEnd = payload + (int) size;
        at = payloadEnd;
        return true;
    }

    int id() {
        return id;
    }

    ByteBuffer data() {
        return data;
    }

    /** Index in the data of the child's first byte after its header. */
    int payload() {
        return payload;
    }

    int payloadEnd() {
        return payloadEnd;
    }

    int size() {
        return payloadEnd - payload;
    }

    /** A cursor over the child's own children. */
    EbmlCursor children() {
        return new EbmlCursor(data, payload, payloadEnd, origin);
    }

    /** The child as an unsigned integer that fits a long; 0 where it has no bytes. */
    long unsigned() {
        if (size() > Long.BYTES) {
            throw malformed("an integer of %d bytes in %s, at most 8 are allowed".formatted(size(), EbmlIds.name(id)));
        }
        long value = bits();
        if (value < 0) {
            throw malformed("an integer past 2^63 in %s".formatted(EbmlIds.name(id)));
        }
        return value;
    }

    /** The child as an unsigned integer that fits an int. */
    int unsignedInt() {
        long value = unsigned();
        if (value > Integer.MAX_VALUE) {
            throw malformed("%d in %s is past 2^31".formatted(value, EbmlIds.name(id)));
        }
        return (int) value;
    }

    /** The child as a signed integer of eight bytes. */
    long signedLong() {
        if (size() != Long.BYTES) {
            throw malformed("%s has %d bytes and must have 8".formatted(EbmlIds.name(id), size()));
        }
        return bits();
    }

    double floating() {
        return switch (size()) {
            case 0 -> 0;
            case Float.BYTES -> Float.intBitsToFloat((int) bits());
            case Double.BYTES -> Double.longBitsToDouble(bits());
            default -> throw malformed("a float of %d bytes in %s".formatted(size(), EbmlIds.name(id)));
        };
    }

    /** The child as UTF-8 up to its first zero byte, which pads strings. */
    String text(int bytesMax) {
        if (size() > bytesMax) {
            throw FramesException.tooLarge(
                    origin + payload,
                    "a text of %d bytes in %s, the limit is %d".formatted(size(), EbmlIds.name(id), bytesMax));
        }
        int stop = payload;
        while (stop < payloadEnd && data.get(stop) != 0) {
            stop++;
        }
        return new String(copy(payload, stop), StandardCharsets.UTF_8);
    }

    byte[] copy() {
        return copy(payload, payloadEnd);
    }

    /**
     * Whether the whole range agrees with the CRC-32 element that it begins with; true where it begins with none. Asked
     * before the first {@link #next}.
     */
    boolean checksumMatches() {
        int body = from + 2 + CRC_BYTES;
        if (body > end
                || (data.get(from) & 0xFF) != EbmlIds.CRC_32
                || (data.get(from + 1) & 0xFF) != (0x80 | CRC_BYTES)) {
            return true;
        }
        int stated = 0;
        for (int i = CRC_BYTES - 1; i >= 0; i--) {
            stated = (stated << 8) | (data.get(from + 2 + i) & 0xFF);
        }
        CRC32 crc = new CRC32();
        crc.update(data.slice(body, end - body));
        return (int) crc.getValue() == stated;
    }

    FramesException malformed(String what) {
        return FramesException.malformed(origin + at, what);
    }

    private byte[] copy(int begin, int stop) {
        byte[] bytes = new byte[stop - begin];
        data.get(begin, bytes);
        return bytes;
    }

    private long bits() {
        long value = 0;
        for (int i = payload; i < payloadEnd; i++) {
            value = (value << 8) | (data.get(i) & 0xFF);
        }
        return value;
    }

    private void requireInside(long size) {
        if (size == Vint.UNKNOWN_SIZE) {
            throw malformed("%s has an unknown size, which only Segment and Cluster may".formatted(EbmlIds.name(id)));
        }
        if (size > end - payload) {
            throw malformed(
                    "%s of %d bytes in a parent that has %d left".formatted(EbmlIds.name(id), size, end - payload));
        }
    }
}
