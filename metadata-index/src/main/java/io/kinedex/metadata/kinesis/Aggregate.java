package io.kinedex.metadata.kinesis;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * Several records of one partition key as one, in the aggregated format of Amazon's Kinesis Producer Library, which the
 * Kinesis Client Library takes apart again: four bytes {@code F3 89 9A C2}, a Protocol Buffers message of a table of
 * partition keys (field 1) and of records (field 3: the key's index in field 1, the data in field 3), and the message's MD5.
 * The format is published as aggregation-format.md beside that library. Stateless: any thread.
 */
final class Aggregate {
    private static final byte[] MAGIC = {(byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2};
    private static final int MD5_BYTES = 16;
    private static final int KEY_TABLE_TAG = 1 << 3 | 2;
    private static final int RECORDS_TAG = 3 << 3 | 2;
    private static final int KEY_INDEX_TAG = 1 << 3;
    private static final int DATA_TAG = 3 << 3 | 2;
    /** Tag and value of the index of the only key. */
    private static final int KEY_INDEX_BYTES = 2;

    private Aggregate() {}

    /** What an aggregate without records takes. */
    static int emptyBytes(String key) {
        int length = key.getBytes(StandardCharsets.UTF_8).length;
        return MAGIC.length + 1 + varintBytes(length) + length + MD5_BYTES;
    }

    /** What one more record adds. */
    static int recordBytes(int dataBytes) {
        int inner = innerBytes(dataBytes);
        return 1 + varintBytes(inner) + inner;
    }

    static byte[] of(String key, List<byte[]> records) {
        ByteArrayOutputStream message = new ByteArrayOutputStream(emptyBytes(key)
                + records.stream().mapToInt(data -> recordBytes(data.length)).sum());
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        message.write(KEY_TABLE_TAG);
        varint(message, name.length);
        message.writeBytes(name);
        for (byte[] data : records) {
            message.write(RECORDS_TAG);
            varint(message, innerBytes(data.length));
            message.write(KEY_INDEX_TAG);
            message.write(0);
            message.write(DATA_TAG);
            varint(message, data.length);
            message.writeBytes(data);
        }
        byte[] body = message.toByteArray();
        ByteArrayOutputStream whole = new ByteArrayOutputStream(MAGIC.length + body.length + MD5_BYTES);
        whole.writeBytes(MAGIC);
        whole.writeBytes(body);
        whole.writeBytes(md5(body));
        return whole.toByteArray();
    }

    private static int innerBytes(int dataBytes) {
        return KEY_INDEX_BYTES + 1 + varintBytes(dataBytes) + dataBytes;
    }

    private static int varintBytes(int value) {
        return Math.max(1, (Integer.SIZE - Integer.numberOfLeadingZeros(value) + 6) / 7);
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int rest = value;
        while (rest >= 0x80) {
            out.write(rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
