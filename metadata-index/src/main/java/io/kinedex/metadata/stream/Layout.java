package io.kinedex.metadata.stream;

import io.kinedex.metadata.record.RecordJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.zip.CRC32;

/**
 * The bytes of keys and values. Numbers are big-endian, so that keys sort as their numbers do. Stateless.
 *
 * <pre>
 * records      shard:2 sequence:8          arrival:8 nameLength:2 name json
 * log          sequence:8                  shard:2 arrival:8 size:4 id:16
 * ids          id:16                       sequence:8
 * streams      name                        shard:2 appended:8 latest:8 arrival:8
 * checkpoints  name                        numberLength:2 number state
 * meta         "format" "identity" "shards" "head" "trim"
 * </pre>
 */
final class Layout {
    static final int FORMAT = 1;
    static final byte[] FORMAT_KEY = utf8("format");
    static final byte[] IDENTITY_KEY = utf8("identity");
    static final byte[] SHARDS_KEY = utf8("shards");
    static final byte[] HEAD_KEY = utf8("head");
    static final byte[] TRIM_KEY = utf8("trim");
    private static final int NAME_BYTES_MAX = 1024;

    private Layout() {}

    /** The newest record, and what was appended in all. */
    record Head(long sequence, long arrivalMillis, long records, long bytes) {
        static final Head NONE = new Head(0, Long.MIN_VALUE, 0, 0);

        byte[] value() {
            return longs(sequence, arrivalMillis, records, bytes);
        }

        static Head of(byte[] value) {
            ByteBuffer in = ByteBuffer.wrap(value);
            return new Head(in.getLong(), in.getLong(), in.getLong(), in.getLong());
        }
    }

    /** The oldest record that is kept, and what was forgotten in all. */
    record Trim(long horizon, long records, long bytes) {
        static final Trim NONE = new Trim(1, 0, 0);

        byte[] value() {
            return longs(horizon, records, bytes);
        }

        static Trim of(byte[] value) {
            ByteBuffer in = ByteBuffer.wrap(value);
            return new Trim(in.getLong(), in.getLong(), in.getLong());
        }
    }

    /** One line of the log over all shards. */
    record LogEntry(int shard, long arrivalMillis, int size, RecordId id) {
        byte[] value() {
            return ByteBuffer.allocate(14 + RecordId.BYTES)
                    .putShort((short) shard)
                    .putLong(arrivalMillis)
                    .putInt(size)
                    .put(id.bytes())
                    .array();
        }

        static LogEntry of(byte[] value) {
            ByteBuffer in = ByteBuffer.wrap(value);
            int shard = Short.toUnsignedInt(in.getShort());
            long arrival = in.getLong();
            int size = in.getInt();
            return new LogEntry(shard, arrival, size, RecordId.read(in));
        }
    }

    static int shardOf(String stream, int shards) {
        CRC32 crc = new CRC32();
        crc.update(utf8(stream));
        return (int) (crc.getValue() % shards);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The key of a stream name. */
    static byte[] name(String stream) {
        byte[] name = utf8(stream);
        if (name.length > NAME_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "stream name of %d bytes, at most %d: %.40s...".formatted(name.length, NAME_BYTES_MAX, stream));
        }
        return name;
    }

    static byte[] sequenceKey(long sequence) {
        return longs(sequence);
    }

    static long sequence(byte[] key) {
        return ByteBuffer.wrap(key).getLong();
    }

    static byte[] recordKey(int shard, long sequence) {
        return ByteBuffer.allocate(10).putShort((short) shard).putLong(sequence).array();
    }

    static long recordSequence(byte[] key) {
        return ByteBuffer.wrap(key).getLong(2);
    }

    static byte[] recordValue(long arrivalMillis, byte[] name, byte[] json) {
        return ByteBuffer.allocate(10 + name.length + json.length)
                .putLong(arrivalMillis)
                .putShort((short) name.length)
                .put(name)
                .put(json)
                .array();
    }

    static String recordStream(byte[] value) {
        int length = Short.toUnsignedInt(ByteBuffer.wrap(value).getShort(8));
        return new String(value, 10, length, StandardCharsets.UTF_8);
    }

    static PublishedRecord record(byte[] key, byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        Instant arrival = Instant.ofEpochMilli(in.getLong());
        int json = 10 + Short.toUnsignedInt(in.getShort());
        return new PublishedRecord(
                new SequenceNumber(recordSequence(key)),
                Short.toUnsignedInt(ByteBuffer.wrap(key).getShort()),
                arrival,
                RecordJson.read(value, json, value.length - json));
    }

    static byte[] checkpointValue(Checkpoint checkpoint) {
        byte[] number = utf8(checkpoint.fragmentNumber());
        byte[] state = utf8(checkpoint.state());
        return ByteBuffer.allocate(2 + number.length + state.length)
                .putShort((short) number.length)
                .put(number)
                .put(state)
                .array();
    }

    static Checkpoint checkpoint(String stream, byte[] value) {
        int number = ByteBuffer.wrap(value).getShort();
        return new Checkpoint(
                stream,
                new String(value, 2, number, StandardCharsets.UTF_8),
                new String(value, 2 + number, value.length - 2 - number, StandardCharsets.UTF_8));
    }

    static byte[] statusValue(StreamStatus status) {
        return ByteBuffer.allocate(26)
                .putShort((short) status.shard())
                .putLong(status.appended())
                .putLong(status.latest().value())
                .putLong(status.arrival().toEpochMilli())
                .array();
    }

    static StreamStatus status(byte[] name, byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        return new StreamStatus(
                new String(name, StandardCharsets.UTF_8),
                Short.toUnsignedInt(in.getShort()),
                in.getLong(),
                new SequenceNumber(in.getLong()),
                Instant.ofEpochMilli(in.getLong()));
    }

    private static byte[] longs(long... values) {
        ByteBuffer out = ByteBuffer.allocate(8 * values.length);
        for (long value : values) {
            out.putLong(value);
        }
        return out.array();
    }
}
