package io.kinedex.frames;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes Tags elements in the shape that Kinesis Video gives them, every size in four bytes. Stateless. */
final class TagsWriter {
    private static final int SIZE_MARK = 1 << 28;

    private TagsWriter() {}

    /** One Tags element with one Tag of these names and values; no bytes where there are none. */
    static byte[] tags(Map<String, String> values) {
        if (values.isEmpty()) {
            return new byte[0];
        }
        ByteArrayOutputStream simple = new ByteArrayOutputStream();
        values.forEach((name, value) -> {
            ByteArrayOutputStream pair = new ByteArrayOutputStream();
            pair.writeBytes(element(EbmlIds.TAG_NAME, name.getBytes(StandardCharsets.UTF_8)));
            pair.writeBytes(element(EbmlIds.TAG_STRING, value.getBytes(StandardCharsets.UTF_8)));
            simple.writeBytes(element(EbmlIds.SIMPLE_TAG, pair.toByteArray()));
        });
        return element(EbmlIds.TAGS, element(EbmlIds.TAG, simple.toByteArray()));
    }

    /** An element whose size takes four bytes, so that its body has less than 256 MB. */
    static byte[] element(int id, byte[] body) {
        int idLength = Integer.BYTES - Integer.numberOfLeadingZeros(id) / Byte.SIZE;
        ByteBuffer out = ByteBuffer.allocate(idLength + Integer.BYTES + body.length);
        for (int i = idLength - 1; i >= 0; i--) {
            out.put((byte) (id >> (Byte.SIZE * i)));
        }
        return out.putInt(SIZE_MARK | body.length).put(body).array();
    }
}
