package io.kinedex.metadata.stream;

import io.kinedex.metadata.record.RecordJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of keys and values. Numbers are big-endian, so that keys sort as their numbers do. Stateless.
 *
 * <pre>
 * records      shard:2 sequence:8          arrival:8 foreign:1bit keyLength:15bit key data
 * log          sequence:8                  shard:2 arrival:8 size:4 id:16
 * ids          id:16                       sequence:8
 * streams      name                        shard:2 appended:8 latest:8 arrival:8
 * checkpoints  name                        numberLength:2 number state
 * meta         "format" "identity" "shards" "sharding" "head" "trim"
 * </pre>
 *
 * <p>A metadata record's key is the name of its stream and its data is JSON. A document that somebody put is foreign: its
 * key is a partition key, its data any bytes, and its line in the log ends before the id, for it has none.
 *
 * <p>Format 1 had neither foreign entries nor "sharding": its names are taken to shards by CRC-32.
 */
final class Layout {
    static final int FORMAT = 2;
    static final int FORMAT_WITHOUT_FOREIGN = 1;
    static final byte[] FORMAT_KEY = utf8("format");
    static final byte[] IDENTITY_KEY = utf8("identity");
    static final byte[] SHARDS_KEY = utf8("shards");
    static final byte[] SHARDING_KEY = utf8("sharding");
    static final byte[] HEAD_KEY = utf8("head");
    static final byte[] TRIM_KEY = utf8("trim");
    static final int RECORD_HEADER_BYTES = 10;
    private static final int NAME_BYTES_MAX = 1024;
    private static final int FOREIGN = 0x8000;
    private static final int LOG_BYTES = 14;

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

    /**
     * One line of the log over all shards.
     *
     * @param id null of what is foreign
     */
    record LogEntry(
            int shard,
            long arrivalMillis,
            int size,
            @Nullable RecordId id) {
        byte[] value() {
            ByteBuffer out = ByteBuffer.allocate(LOG_BYTES + (id == null ? 0 : RecordId.BYTES))
                    .putShort((short) shard)
                    .putLong(arrivalMillis)
                    .putInt(size);
            if (id != null) {
                out.put(id.bytes());
            }
            return out.array();
        }

        static LogEntry of(byte[] value) {
            ByteBuffer in = ByteBuffer.wrap(value);
            int shard = Short.toUnsignedInt(in.getShort());
            long arrival = in.getLong();
            int size = in.getInt();
            return new LogEntry(shard, arrival, size, in.hasRemaining() ? RecordId.read(in) : null);
        }
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

    static int recordShard(byte[] key) {
        return Short.toUnsignedInt(ByteBuffer.wrap(key).getShort());
    }

    static long recordSequence(byte[] key) {
        return ByteBuffer.wrap(key).getLong(2);
    }

    static byte[] recordValue(long arrivalMillis, boolean foreign, byte[] key, byte[] data) {
        return ByteBuffer.allocate(RECORD_HEADER_BYTES + key.length + data.length)
                .putLong(arrivalMillis)
                .putShort((short) (key.length | (foreign ? FOREIGN : 0)))
                .put(key)
                .put(data)
                .array();
    }

    /** Of a value, or of its first {@link #RECORD_HEADER_BYTES}. */
    static boolean isForeign(byte[] value) {
        return (keyBits(value) & FOREIGN) != 0;
    }

    static long recordArrival(byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }

    static String recordKey(byte[] value) {
        return new String(value, RECORD_HEADER_BYTES, keyLength(value), StandardCharsets.UTF_8);
    }

    /** Where the data begins. */
    static int recordData(byte[] value) {
        return RECORD_HEADER_BYTES + keyLength(value);
    }

    private static int keyLength(byte[] value) {
        return keyBits(value) & ~FOREIGN;
    }

    private static int keyBits(byte[] value) {
        return Short.toUnsignedInt(ByteBuffer.wrap(value).getShort(8));
    }

    static PublishedRecord record(byte[] key, byte[] value) {
        int json = recordData(value);
        return new PublishedRecord(
                new SequenceNumber(recordSequence(key)),
                recordShard(key),
                Instant.ofEpochMilli(recordArrival(value)),
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
