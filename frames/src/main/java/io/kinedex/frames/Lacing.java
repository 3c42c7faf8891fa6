package io.kinedex.frames;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The three ways in which one Matroska block carries several frames (RFC 9559, section 10.3). Stateless. */
final class Lacing {
    private static final int XIPH = 1;
    private static final int FIXED = 2;

    private Lacing() {}

    /**
     * The sizes of the frames whose lacing head begins at {@code at}. The frames fill the end of the block, so that the
     * first begins at {@code end} less their sum.
     *
     * @param kind 1 Xiph, 2 fixed, 3 EBML, as in the block's flags
     */
    static int[] sizes(int kind, EbmlCursor block, int at, int end) {
        if (at >= end) {
            throw block.malformed("a laced block without a frame count");
        }
        int[] sizes = new int[(block.data().get(at) & 0xFF) + 1];
        return switch (kind) {
            case XIPH -> xiph(sizes, block, at + 1, end);
            case FIXED -> fixed(sizes, block, at + 1, end);
            default -> ebml(sizes, block, at + 1, end);
        };
    }

    private static int[] xiph(int[] sizes, EbmlCursor block, int from, int end) {
        ByteBuffer data = block.data();
        int at = from;
        for (int i = 0; i < sizes.length - 1; i++) {
            int part;
            do {
                requireInside(at, 1, end, block);
                part = data.get(at++) & 0xFF;
                sizes[i] += part;
            } while (part == 0xFF);
        }
        return withLast(sizes, end - at, block);
    }

    private static int[] fixed(int[] sizes, EbmlCursor block, int from, int end) {
        int total = end - from;
        if (total % sizes.length != 0) {
            throw block.malformed("%d bytes in a block of %d frames of equal size".formatted(total, sizes.length));
        }
        Arrays.fill(sizes, total / sizes.length);
        return sizes;
    }

    /** The first size as it is, then signed differences, and none for the last frame. */
    private static int[] ebml(int[] sizes, EbmlCursor block, int from, int end) {
        ByteBuffer data = block.data();
        int at = from;
        long size = 0;
        for (int i = 0; i < sizes.length - 1; i++) {
            requireInside(at, 1, end, block);
            int length = Vint.length(data.get(at));
            requireInside(at, length, end, block);
            if (length > Vint.SIZE_BYTES_MAX) {
                throw block.malformed("a lace size longer than 8 bytes");
            }
            long value = Vint.value(data, at, length);
            size = i == 0 ? value : size + value - (Vint.allOnes(length) >> 1);
            if (size < 0 || size > end - at) {
                throw block.malformed("a laced frame of %d bytes in a block with %d left".formatted(size, end - at));
            }
            sizes[i] = (int) size;
            at += length;
        }
        return withLast(sizes, end - at, block);
    }

    private static int[] withLast(int[] sizes, int total, EbmlCursor block) {
        long last = total;
        for (int i = 0; i < sizes.length - 1; i++) {
            last -= sizes[i];
        }
        if (last < 0) {
            throw block.malformed("laced frames that are %d bytes longer than their block".formatted(-last));
        }
        sizes[sizes.length - 1] = (int) last;
        return sizes;
    }

    private static void requireInside(int at, int count, int end, EbmlCursor block) {
        if (count > end - at) {
            throw block.malformed("a lacing head that is longer than its block");
        }
    }
}
