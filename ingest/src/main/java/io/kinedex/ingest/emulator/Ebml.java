package io.kinedex.ingest.emulator;

import java.io.ByteArrayOutputStream;

/**
 * As much of EBML as it takes to take a Matroska document apart and to put it together again. Stateless.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8794">RFC 8794, EBML</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9559">RFC 9559, Matroska</a>
 */
final class Ebml {
    static final int HEADER = 0x1A45DFA3;
    static final int SEGMENT = 0x18538067;
    static final int CLUSTER = 0x1F43B675;
    static final int TAGS = 0x1254C367;
    static final int TAG = 0x7373;
    static final int SIMPLE_TAG = 0x67C8;
    static final int TAG_NAME = 0x45A3;
    static final int TAG_STRING = 0x4487;
    static final int CRC_32 = 0xBF;

    /** The longest head of an element: four bytes of id, eight of size. */
    static final int HEAD_BYTES_MAX = 12;

    private static final long SIZE_MARK = 1L << 56;
    private static final int SIZE_BYTES = 8;

    private Ebml() {}

    /**
     * The head of an element.
     *
     * @param length of the head itself
     * @param size   of the body; -1 where it is unknown
     */
    record Head(int id, int length, long size) {
        boolean isOpen() {
            return size < 0;
        }
    }

    /** There is no element where one should be. */
    static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Broken(String message) {
            super(message, null, false, false);
        }
    }

    /** How many bytes from there on the head takes; 0 where not enough of it is there to tell. */
    static int headLength(byte[] bytes, int at, int end) {
        if (at >= end) {
            return 0;
        }
        int idLength = vintLength(bytes[at], 4);
        if (at + idLength >= end) {
            return 0;
        }
        int length = idLength + vintLength(bytes[at + idLength], SIZE_BYTES);
        return at + length <= end ? length : 0;
    }

    /** The head at that place, all of whose bytes are there. */
    static Head head(byte[] bytes, int at) {
        int idLength = vintLength(bytes[at], 4);
        int id = 0;
        for (int i = 0; i < idLength; i++) {
            id = (id << 8) | (bytes[at + i] & 0xFF);
        }
        int sizeAt = at + idLength;
        int sizeLength = vintLength(bytes[sizeAt], SIZE_BYTES);
        long size = bytes[sizeAt] & (0xFF >> sizeLength);
        for (int i = 1; i < sizeLength; i++) {
            size = (size << 8) | (bytes[sizeAt + i] & 0xFF);
        }
        boolean unknown = size == (1L << (7 * sizeLength)) - 1;
        return new Head(id, idLength + sizeLength, unknown ? -1 : size);
    }

    /** An element with its size in eight bytes. */
    static byte[] element(int id, byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(HEAD_BYTES_MAX + body.length);
        id(out, id);
        for (int shift = 56; shift >= 0; shift -= 8) {
            out.write((int) ((SIZE_MARK | body.length) >> shift));
        }
        out.writeBytes(body);
        return out.toByteArray();
    }

    /** The head of an element whose end only what follows tells. */
    static byte[] openHead(int id) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(HEAD_BYTES_MAX);
        id(out, id);
        out.write(1);
        for (int i = 1; i < SIZE_BYTES; i++) {
            out.write(0xFF);
        }
        return out.toByteArray();
    }

    /** Whether the element stands beside a cluster or above it, so that it ends one of unknown size. */
    static boolean endsCluster(int id) {
        return switch (id) {
            // header, segment, cluster, tags, cues, seek head, info, tracks, chapters, attachments
            case HEADER, SEGMENT, CLUSTER, TAGS -> true;
            case 0x1C53BB6B, 0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1043A770, 0x1941A469 -> true;
            default -> false;
        };
    }

    private static void id(ByteArrayOutputStream out, int id) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            if (id >>> shift != 0) {
                out.write(id >>> shift);
            }
        }
    }

    private static int vintLength(byte first, int max) {
        int length = Integer.numberOfLeadingZeros(first & 0xFF) - 23;
        if (length > max) {
            throw new Broken("byte 0x%02X where an element should be".formatted(first));
        }
        return length;
    }
}
