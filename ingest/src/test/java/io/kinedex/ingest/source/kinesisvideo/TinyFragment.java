package io.kinedex.ingest.source.kinesisvideo;

import io.kinedex.frames.FragmentNumber;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * A fragment of two frames that nobody can decode, in the bytes of GetMedia and of GetMediaForFragmentList.
 *
 * @param server when the service had it
 * @param start  on the producer's clock
 */
record TinyFragment(FragmentNumber number, Instant server, Instant start, Duration duration, int payloadBytes) {
    private static final int SEGMENT = 0x18538067;

    /** As GetMedia sends it: a document of its own that ends with its continuation token. */
    byte[] live(long millisBehind) {
        Map<String, String> before = new LinkedHashMap<>();
        before.put("AWS_KINESISVIDEO_FRAGMENT_NUMBER", number.toString());
        before.put("AWS_KINESISVIDEO_SERVER_TIMESTAMP", seconds(server));
        before.put("AWS_KINESISVIDEO_PRODUCER_TIMESTAMP", seconds(start));
        Map<String, String> after = new LinkedHashMap<>();
        after.put("AWS_KINESISVIDEO_MILLIS_BEHIND_NOW", Long.toString(millisBehind));
        after.put("AWS_KINESISVIDEO_CONTINUATION_TOKEN", number.toString());
        return concat(head(), tags(before), cluster(), tags(after));
    }

    /** As GetMediaForFragmentList sends it. */
    byte[] listed() {
        Map<String, String> before = new LinkedHashMap<>();
        before.put("AWS_KINESISVIDEO_FRAGMENT_NUMBER", number.toString());
        before.put("AWS_KINESISVIDEO_SERVER_SIDE_TIMESTAMP", seconds(server));
        before.put("AWS_KINESISVIDEO_PRODUCER_SIDE_TIMESTAMP", seconds(start));
        return concat(head(), tags(before), cluster());
    }

    /** Tags that report an error inside the stream. */
    static byte[] error(int id, boolean listed) {
        Map<String, String> tags = new LinkedHashMap<>();
        if (listed) {
            tags.put("AWS_KINESISVIDEO_EXCEPTION_ERROR_CODE", Integer.toString(id));
            tags.put("AWS_KINESISVIDEO_EXCEPTION_MESSAGE", "scripted");
        } else {
            tags.put("AWS_KINESISVIDEO_ERROR_CODE", "scripted");
            tags.put("AWS_KINESISVIDEO_ERROR_ID", Integer.toString(id));
        }
        return concat(head(), tags(tags));
    }

    private static byte[] head() {
        byte[] document = concat(
                element(0x4286, new byte[] {1}),
                element(0x42F7, new byte[] {1}),
                element(0x42F2, new byte[] {4}),
                element(0x42F3, new byte[] {8}),
                element(0x4282, "matroska".getBytes(StandardCharsets.US_ASCII)),
                element(0x4287, new byte[] {4}),
                element(0x4285, new byte[] {2}));
        byte[] info = element(
                0x1549A966,
                concat(
                        element(0x2AD7B1, number(1_000_000)),
                        element(0x4D80, "fake".getBytes(StandardCharsets.US_ASCII)),
                        element(0x5741, "fake".getBytes(StandardCharsets.US_ASCII))));
        byte[] video = element(0xE0, concat(element(0xB0, number(320)), element(0xBA, number(180))));
        byte[] track = element(
                0xAE,
                concat(
                        element(0xD7, number(1)),
                        element(0x73C5, number(1)),
                        element(0x83, number(1)),
                        element(0x86, "V_TEST".getBytes(StandardCharsets.US_ASCII)),
                        video));
        byte[] open = ByteBuffer.allocate(12)
                .putInt(SEGMENT)
                .putLong(0x01FFFFFFFFFFFFFFL)
                .array();
        return concat(element(0x1A45DFA3, document), open, info, element(0x1654AE6B, track));
    }

    /** With a checksum, so that damage shows. */
    private byte[] cluster() {
        byte[] rest = concat(
                element(0xE7, number(start.toEpochMilli())), block(0, 0x80), block((int) (duration.toMillis() / 2), 0));
        CRC32 crc = new CRC32();
        crc.update(rest);
        byte[] sum = ByteBuffer.allocate(6)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0xBF)
                .put((byte) 0x84)
                .putInt((int) crc.getValue())
                .array();
        return element(0x1F43B675, concat(sum, rest));
    }

    private byte[] block(int millis, int flags) {
        byte[] payload = new byte[payloadBytes];
        payload[0] = (byte) millis;
        return element(
                0xA3,
                ByteBuffer.allocate(4 + payload.length)
                        .put((byte) 0x81)
                        .putShort((short) millis)
                        .put((byte) flags)
                        .put(payload)
                        .array());
    }

    private static byte[] tags(Map<String, String> tags) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        tags.forEach((name, value) -> all.writeBytes(element(
                0x67C8,
                concat(
                        element(0x45A3, name.getBytes(StandardCharsets.UTF_8)),
                        element(0x4487, value.getBytes(StandardCharsets.UTF_8))))));
        return element(0x1254C367, element(0x7373, concat(element(0x63C0, new byte[0]), all.toByteArray())));
    }

    private static byte[] element(int id, byte[] content) {
        int idBytes = (Integer.SIZE - Integer.numberOfLeadingZeros(id) + 7) / 8;
        ByteBuffer out = ByteBuffer.allocate(idBytes + 8 + content.length);
        for (int i = idBytes - 1; i >= 0; i--) {
            out.put((byte) (id >> (8 * i)));
        }
        return out.putLong(0x0100000000000000L | content.length).put(content).array();
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(8).putLong(value).array();
    }

    private static String seconds(Instant time) {
        return "%d.%03d".formatted(time.getEpochSecond(), time.getNano() / 1_000_000);
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
