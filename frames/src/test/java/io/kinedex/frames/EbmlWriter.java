package io.kinedex.frames;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/** Writes Matroska by hand, in every shape that a test wants. */
final class EbmlWriter {
    private EbmlWriter() {}

    static byte[] join(byte[]... parts) {
        return join(List.of(parts));
    }

    static byte[] join(List<byte[]> parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        parts.forEach(out::writeBytes);
        return out.toByteArray();
    }

    static byte[] id(int id) {
        int length = 4 - Integer.numberOfLeadingZeros(id) / 8;
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (id >> (8 * (length - 1 - i)));
        }
        return bytes;
    }

    /** The value in so many bytes with its length marker. */
    static byte[] vint(long value, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (value >> (8 * (length - 1 - i)));
        }
        bytes[0] |= (byte) (0x80 >> (length - 1));
        return bytes;
    }

    static byte[] size(long value) {
        int length = 1;
        while (value >= Vint.allOnes(length)) {
            length++;
        }
        return vint(value, length);
    }

    static byte[] element(int id, byte[]... children) {
        byte[] body = join(children);
        return join(id(id), size(body.length), body);
    }

    /** An element whose size takes so many bytes. */
    static byte[] elementSized(int sizeLength, int id, byte[]... children) {
        byte[] body = join(children);
        return join(id(id), vint(body.length, sizeLength), body);
    }

    static byte[] open(int id, int sizeLength, byte[]... children) {
        return join(id(id), vint(Vint.allOnes(sizeLength), sizeLength), join(children));
    }

    static byte[] withCrc(int id, byte[]... children) {
        byte[] body = join(children);
        CRC32 crc = new CRC32();
        crc.update(body);
        byte[] sum = ByteBuffer.allocate(4)
                .putInt(Integer.reverseBytes((int) crc.getValue()))
                .array();
        return element(id, element(EbmlIds.CRC_32, sum), body);
    }

    static byte[] unsigned(int id, long value) {
        int length = Math.max(1, (64 - Long.numberOfLeadingZeros(value) + 7) / 8);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (value >> (8 * (length - 1 - i)));
        }
        return element(id, bytes);
    }

    static byte[] text(int id, String value) {
        return element(id, value.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] ebmlHeader() {
        return element(EbmlIds.EBML, text(EbmlIds.DOC_TYPE, "matroska"), unsigned(EbmlIds.DOC_TYPE_READ_VERSION, 2));
    }

    static byte[] info(long timestampScale) {
        return element(EbmlIds.INFO, unsigned(EbmlIds.TIMESTAMP_SCALE, timestampScale));
    }

    static byte[] videoTrack(int number, byte[]... more) {
        return element(
                EbmlIds.TRACK_ENTRY,
                unsigned(EbmlIds.TRACK_NUMBER, number),
                unsigned(EbmlIds.TRACK_TYPE, 1),
                text(EbmlIds.CODEC_ID, "V_MPEG4/ISO/AVC"),
                element(EbmlIds.VIDEO, unsigned(EbmlIds.PIXEL_WIDTH, 640), unsigned(EbmlIds.PIXEL_HEIGHT, 360)),
                join(more));
    }

    static byte[] tracks(byte[]... entries) {
        return element(EbmlIds.TRACKS, entries);
    }

    static byte[] tags(Map<String, String> values) {
        ByteArrayOutputStream simple = new ByteArrayOutputStream();
        values.forEach((name, value) -> simple.writeBytes(
                element(EbmlIds.SIMPLE_TAG, text(EbmlIds.TAG_NAME, name), text(EbmlIds.TAG_STRING, value))));
        return element(EbmlIds.TAGS, element(EbmlIds.TAG, simple.toByteArray()));
    }

    static byte[] kinesisTags(long number, String producer) {
        return tags(Map.of(
                KinesisTags.FRAGMENT_NUMBER,
                Long.toString(number),
                KinesisTags.PRODUCER_TIMESTAMP,
                producer,
                KinesisTags.SERVER_TIMESTAMP,
                producer));
    }

    static byte[] token(long number) {
        return tags(
                Map.of(KinesisTags.CONTINUATION_TOKEN, Long.toString(number), KinesisTags.MILLIS_BEHIND_NOW, "1200"));
    }

    static byte[] timestamp(long ticks) {
        return unsigned(EbmlIds.TIMESTAMP, ticks);
    }

    /** The body of a SimpleBlock or Block. */
    static byte[] blockBody(int track, int relative, int flags, byte[]... payload) {
        return join(size(track), new byte[] {(byte) (relative >> 8), (byte) relative, (byte) flags}, join(payload));
    }

    static byte[] simpleBlock(int track, int relative, boolean key, byte[] payload) {
        return element(EbmlIds.SIMPLE_BLOCK, blockBody(track, relative, key ? 0x80 : 0, payload));
    }

    static byte[] payload(int length, int seed) {
        byte[] bytes = new byte[length];
        new java.util.Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** A GetMedia fragment: a document of its own, with a token after the cluster. */
    static byte[] kinesisFragment(long number, int blocks, int blockBytes) {
        ByteArrayOutputStream cluster = new ByteArrayOutputStream();
        cluster.writeBytes(timestamp(number * 2000));
        for (int i = 0; i < blocks; i++) {
            cluster.writeBytes(simpleBlock(1, i * 40, i == 0, payload(blockBytes, i)));
        }
        return join(
                ebmlHeader(),
                open(
                        EbmlIds.SEGMENT,
                        8,
                        info(1_000_000),
                        tracks(videoTrack(1)),
                        kinesisTags(number, "15118521%02d.513".formatted(number % 100)),
                        elementSized(8, EbmlIds.CLUSTER, cluster.toByteArray()),
                        token(number)));
    }
}
