package io.kinedex.ingest.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * A Matroska stream of one video track whose frames are noise, as large as asked for; no more than one frame of it is in
 * memory. For one thread.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9559">RFC 9559, Matroska</a>
 */
final class SyntheticMedia {
    private static final int FRAME_BYTES_MAX = 128 << 10;
    private static final int FRAGMENT_MILLIS = 2000;
    private static final int ELEMENT_HEAD_MAX = 12;

    private static final int EBML = 0x1A45DFA3;
    private static final int DOC_TYPE = 0x4282;
    private static final int SEGMENT = 0x18538067;
    private static final int INFO = 0x1549A966;
    private static final int TIMESTAMP_SCALE = 0x2AD7B1;
    private static final int TRACKS = 0x1654AE6B;
    private static final int TRACK_ENTRY = 0xAE;
    private static final int TRACK_NUMBER = 0xD7;
    private static final int TRACK_TYPE = 0x83;
    private static final int CODEC_ID = 0x86;
    private static final int CLUSTER = 0x1F43B675;
    private static final int TIMESTAMP = 0xE7;
    private static final int SIMPLE_BLOCK = 0xA3;

    /** Where a block's relative time is, from its end backwards: before the flags and the frame. */
    private static final int TIME_AND_FLAGS = 3;

    private final int frames;
    private final byte[] block;
    private final int timeAt;

    /** @param fragmentBytes of the frames of a fragment, but for a rest smaller than their number */
    SyntheticMedia(int fragmentBytes) {
        frames = Math.ceilDiv(fragmentBytes, FRAME_BYTES_MAX);
        byte[] frame = new byte[fragmentBytes / frames];
        new Random(1).nextBytes(frame);
        block = element(SIMPLE_BLOCK, new byte[] {(byte) 0x81, 0, 0, (byte) 0x80}, frame);
        timeAt = block.length - frame.length - TIME_AND_FLAGS;
    }

    /** What stands before the first fragment. */
    void sendHead(MediaProducer producer) throws IOException {
        byte[] segment = {0x18, 0x53, (byte) 0x80, 0x67, 1, -1, -1, -1, -1, -1, -1, -1};
        byte[] head = join(
                element(EBML, element(DOC_TYPE, ascii("matroska"))),
                segment,
                element(INFO, element(TIMESTAMP_SCALE, number(1_000_000))),
                element(
                        TRACKS,
                        element(
                                TRACK_ENTRY,
                                element(TRACK_NUMBER, number(1)),
                                element(TRACK_TYPE, number(1)),
                                element(CODEC_ID, ascii("V_MPEG4/ISO/AVC")))));
        producer.send(head, 0, head.length);
    }

    /** Sends the fragment of that number, from 0; tells how many bytes it has. */
    long send(MediaProducer producer, int fragment) throws IOException {
        byte[] time = element(TIMESTAMP, number((long) fragment * FRAGMENT_MILLIS));
        long size = time.length + (long) frames * block.length;
        byte[] head = join(head(CLUSTER, size), time);
        producer.send(head, 0, head.length);
        for (int i = 0; i < frames; i++) {
            ByteBuffer.wrap(block).putShort(timeAt, (short) ((long) i * FRAGMENT_MILLIS / frames));
            producer.send(block, 0, block.length);
        }
        return head.length + (long) frames * block.length;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static byte[] element(int id, byte[]... children) {
        byte[] body = join(children);
        return join(head(id, body.length), body);
    }

    /** An id and the size in eight bytes. */
    private static byte[] head(int id, long size) {
        ByteBuffer head = ByteBuffer.allocate(ELEMENT_HEAD_MAX);
        for (int shift = 24; shift >= 0; shift -= 8) {
            if (id >>> shift != 0) {
                head.put((byte) (id >>> shift));
            }
        }
        head.putLong(1L << 56 | size);
        byte[] bytes = new byte[head.position()];
        head.flip().get(bytes);
        return bytes;
    }

    private static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer joined = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            joined.put(part);
        }
        return joined.array();
    }
}
