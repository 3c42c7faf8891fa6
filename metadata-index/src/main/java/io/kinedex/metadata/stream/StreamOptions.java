package io.kinedex.metadata.stream;

import java.time.Duration;

/**
 * How a {@link RocksMetadataStream} stores and forgets. Immutable.
 *
 * @param shards            1..1024; only for a new folder, an existing one keeps its own
 * @param retentionAge      how long records are kept after their arrival
 * @param retentionBytes    how many bytes of records are kept, as JSON before compression; the oldest go first
 * @param retentionInterval how often the two are looked after
 * @param cacheBytes        blocks kept in memory for reading
 * @param writeBufferBytes  records kept in memory before they are sorted to disk (they are in the log at once)
 * @param recordBytesMax    the largest record taken, as JSON
 * @param freeBytesMin      appends are refused while the disk has less than this free, so that the storage can still
 *                          compact and forget; 0 to go to the last byte
 */
public record StreamOptions(
        int shards,
        Duration retentionAge,
        long retentionBytes,
        Duration retentionInterval,
        long cacheBytes,
        long writeBufferBytes,
        int recordBytesMax,
        long freeBytesMin) {
    public StreamOptions {
        require(shards >= 1 && shards <= 1024, "shards", shards, "1..1024");
        require(retentionAge.isPositive(), "retentionAge", retentionAge, "positive");
        require(retentionBytes > 0, "retentionBytes", retentionBytes, "positive");
        require(retentionInterval.isPositive(), "retentionInterval", retentionInterval, "positive");
        require(cacheBytes >= 1 << 20, "cacheBytes", cacheBytes, "1 MiB or more");
        require(writeBufferBytes >= 1 << 20, "writeBufferBytes", writeBufferBytes, "1 MiB or more");
        require(recordBytesMax >= 1024, "recordBytesMax", recordBytesMax, "1 KiB or more");
        require(freeBytesMin >= 0, "freeBytesMin", freeBytesMin, "0 or more");
    }

    /** 4 shards, 7 days or 10 GiB looked after every minute, 16 MiB cache, 32 MiB write buffers, 256 MiB left free. */
    public static StreamOptions defaults() {
        return new StreamOptions(
                4, Duration.ofDays(7), 10L << 30, Duration.ofMinutes(1), 16 << 20, 32 << 20, 16 << 20, 256 << 20);
    }

    public StreamOptions withShards(int count) {
        return new StreamOptions(
                count,
                retentionAge,
                retentionBytes,
                retentionInterval,
                cacheBytes,
                writeBufferBytes,
                recordBytesMax,
                freeBytesMin);
    }

    public StreamOptions withRetention(Duration age, long bytes) {
        return new StreamOptions(
                shards, age, bytes, retentionInterval, cacheBytes, writeBufferBytes, recordBytesMax, freeBytesMin);
    }

    public StreamOptions withMemory(long cache, long writeBuffers) {
        return new StreamOptions(
                shards,
                retentionAge,
                retentionBytes,
                retentionInterval,
                cache,
                writeBuffers,
                recordBytesMax,
                freeBytesMin);
    }

    public StreamOptions withFreeBytesMin(long bytes) {
        return new StreamOptions(
                shards,
                retentionAge,
                retentionBytes,
                retentionInterval,
                cacheBytes,
                writeBufferBytes,
                recordBytesMax,
                bytes);
    }

    private static void require(boolean holds, String name, Object value, String limit) {
        if (!holds) {
            throw new IllegalArgumentException("stream option %s is %s, must be %s".formatted(name, value, limit));
        }
    }
}
