package io.kinedex.ingest.config;

/**
 * How the endpoint serves Kinesis Data Streams. Immutable; any thread. Rates are of one shard, and 0 is no limit.
 *
 * @param name                  under which the node's own metadata stream is there
 * @param nodeStreamLimits      whether the rates hold for the node's own stream too
 * @param streamsMax            streams that clients may have made
 * @param shardsMax             shards of all those together
 * @param retentionBytes        of each of them; beyond it its oldest records are removed
 * @param recordBytesMax        data and partition key of a record
 * @param requestBytesMax       of all records of a PutRecords
 * @param writeBytesPerSecond   by PutRecord and PutRecords
 * @param writeRecordsPerSecond by the same
 * @param readBytesPerSecond    by GetRecords, of all callers
 * @param readsPerSecond        calls of GetRecords
 * @param fanOutBytesPerSecond  by SubscribeToShard, of one consumer
 */
public record DataStreamsConfig(
        String name,
        boolean nodeStreamLimits,
        int streamsMax,
        int shardsMax,
        ByteSize retentionBytes,
        ByteSize recordBytesMax,
        ByteSize requestBytesMax,
        ByteSize writeBytesPerSecond,
        int writeRecordsPerSecond,
        ByteSize readBytesPerSecond,
        int readsPerSecond,
        ByteSize fanOutBytesPerSecond) {
    private static final int RECORD_BYTES_MAX = 10 << 20;

    public DataStreamsConfig {
        if (!name.matches("[a-zA-Z0-9_.-]{1,128}")) {
            throw new IllegalArgumentException(
                    "kinesis.data-streams.name is '%s', must be 1 to 128 letters, digits, dots, dashes and underscores"
                            .formatted(name));
        }
        require("streams-max", streamsMax, 0, 10_000);
        require("shards-max", shardsMax, 0, 100_000);
        require("retention-bytes", retentionBytes.bytes(), 1 << 20, Long.MAX_VALUE);
        require("record-bytes-max", recordBytesMax.bytes(), 1024, RECORD_BYTES_MAX);
        require("request-bytes-max", requestBytesMax.bytes(), recordBytesMax.bytes(), 64 << 20);
        require("write-records-per-second", writeRecordsPerSecond, 0, Integer.MAX_VALUE);
        require("reads-per-second", readsPerSecond, 0, Integer.MAX_VALUE);
    }

    /** AWS's quotas. */
    public static DataStreamsConfig defaults() {
        return new DataStreamsConfig(
                "kinedex",
                false,
                50,
                500,
                ByteSize.ofGigabytes(10),
                ByteSize.ofMegabytes(1),
                ByteSize.ofMegabytes(5),
                ByteSize.ofMegabytes(1),
                1000,
                ByteSize.ofMegabytes(2),
                5,
                ByteSize.ofMegabytes(2));
    }

    private static void require(String key, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "kinesis.data-streams.%s is %d, must be in %d..%d".formatted(key, value, min, max));
        }
    }
}
