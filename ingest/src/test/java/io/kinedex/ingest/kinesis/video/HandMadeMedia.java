package io.kinedex.ingest.kinesis.video;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Pieces of a producer's Matroska stream, made by hand: right, or wrong where a test wants it. Timecodes are milliseconds.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9559">RFC 9559, Matroska</a>
 */
final class HandMadeMedia {
    private static final int FRAME_BYTES = 100;

    private HandMadeMedia() {}

    /** A document up to where its first cluster belongs, with video tracks of these numbers. */
    static byte[] head(int... tracks) {
        byte[] segment = ByteBuffer.allocate(12)
                .putInt(0x18538067)
                .putLong(0x01FFFFFFFFFFFFFFL)
                .array();
        List<byte[]> entries = new ArrayList<>();
        for (int track : tracks) {
            entries.add(element(
                    0xAE,
                    element(0xD7, number(track)),
                    element(0x73C5, number(track)),
                    element(0x83, number(1)),
                    element(0x86, ascii("V_TEST"))));
        }
        return join(
                element(0x1A45DFA3, element(0x4282, ascii("matroska"))),
                segment,
                element(0x1549A966, element(0x2AD7B1, number(1_000_000))),
                element(0x1654AE6B, entries.toArray(new byte[0][])));
    }

    /** A fragment of two frames on track 1, one at its timecode, one half a second later. */
    static byte[] fragment(long timecode) {
        return fragment(timecode, block(1, 0, FRAME_BYTES), block(1, 500, FRAME_BYTES));
    }

    static byte[] fragment(long timecode, byte[]... blocks) {
        return element(0x1F43B675, element(0xE7, number(timecode)), join(blocks));
    }

    /** A fragment that states a checksum which is not its own. */
    static byte[] damaged(long timecode) {
        byte[] rest = join(element(0xE7, number(timecode)), block(1, 0, FRAME_BYTES));
        CRC32 crc = new CRC32();
        crc.update(rest);
        byte[] sum = ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) crc.getValue() + 1)
                .array();
        return element(0x1F43B675, join(new byte[] {(byte) 0xBF, (byte) 0x84}, sum, rest));
    }

    static byte[] block(int track, int millis, int bytes) {
        byte[] payload = ByteBuffer.allocate(4 + bytes)
                .put((byte) (0x80 | track))
                .putShort((short) millis)
                .put((byte) 0x80)
                .array();
        return element(0xA3, payload);
    }

    /** Tags of the fragment that follows: so many, with names of so many letters. */
    static byte[] tags(int count, int nameLength) {
        List<byte[]> simple = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = Integer.toString(i);
            simple.add(element(
                    0x67C8,
                    element(0x45A3, ascii("n".repeat(nameLength - name.length()) + name)),
                    element(0x4487, ascii("v"))));
        }
        return element(0x1254C367, element(0x7373, element(0x63C0), join(simple.toArray(new byte[0][]))));
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static byte[] element(int id, byte[]... children) {
        byte[] content = join(children);
        int idBytes = (Integer.SIZE - Integer.numberOfLeadingZeros(id) + 7) / 8;
        ByteBuffer out = ByteBuffer.allocate(idBytes + Long.BYTES + content.length);
        for (int i = idBytes - 1; i >= 0; i--) {
            out.put((byte) (id >> (8 * i)));
        }
        return out.putLong(0x0100000000000000L | content.length).put(content).array();
    }
}
