package io.kinedex.frames;

import java.nio.ByteBuffer;

/** EBML's variable-length integers (RFC 8794, section 4), read in place. Stateless. */
final class Vint {
    static final int ID_BYTES_MAX = 4;
    static final int SIZE_BYTES_MAX = 8;

    /** What {@link #size} gives where all value bits are ones: the element ends where its parent or sibling says. */
    static final long UNKNOWN_SIZE = -1;

    private Vint() {}

    /** How many bytes the integer takes that begins with this byte: 1 to 8, or 9 where the byte is zero. */
    static int length(byte first) {
        return Integer.numberOfLeadingZeros(first & 0xFF) - 23;
    }

    /** The id of 1 to 4 bytes, with its length marker. */
    static int id(ByteBuffer data, int at, int length) {
        int id = 0;
        for (int i = 0; i < length; i++) {
            id = (id << 8) | (data.get(at + i) & 0xFF);
        }
        return id;
    }

    /** Whether the value bits are neither all zeros nor all ones, which no id may be. */
    static boolean isId(ByteBuffer data, int at, int length) {
        long value = value(data, at, length);
        return value != 0 && value != allOnes(length);
    }

    /** The value of 1 to 8 bytes without its length marker. */
    static long value(ByteBuffer data, int at, int length) {
        long value = data.get(at) & (0xFF >> length);
        for (int i = 1; i < length; i++) {
            value = (value << 8) | (data.get(at + i) & 0xFF);
        }
        return value;
    }

    /** The largest value that fits in so many bytes; as a size it means unknown. */
    static long allOnes(int length) {
        return (1L << (7 * length)) - 1;
    }

    static long size(ByteBuffer data, int at, int length) {
        long value = value(data, at, length);
        return value == allOnes(length) ? UNKNOWN_SIZE : value;
    }
}
