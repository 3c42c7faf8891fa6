package io.kinedex.metadata.kinesis;

/**
 * How fast a shard may be written to: so many bytes and records a second, with a second's worth saved up at most. Slower for
 * a while after the service said that it was too fast, since others may write to the shard too. One thread at a time.
 *
 * <p>A shard takes 1 MiB and 1000 records a second (Amazon Kinesis Data Streams Developer Guide, Quotas and limits).
 */
final class Pace {
    private static final double BYTES_PER_SECOND = 1 << 20;
    private static final double RECORDS_PER_SECOND = 1000;
    private static final double SHARE_MIN = 1.0 / 16;
    private static final double SLOWER = 0.7;
    /** From the slowest to full speed in about a quarter of a minute. */
    private static final double FASTER_PER_SECOND = 0.06;

    private double share = 1;
    private double bytes = BYTES_PER_SECOND;
    private double records = RECORDS_PER_SECOND;
    private long nanos;

    Pace(long nowNanos) {
        this.nanos = nowNanos;
    }

    /** Takes what a record of this size needs; 0 where it could, else how many nanoseconds to wait before asking again. */
    long take(int size, long nowNanos) {
        refill(nowNanos);
        double need = Math.min(size, BYTES_PER_SECOND);
        if (bytes >= need && records >= 1) {
            // what is larger than a second's worth leaves a debt
            bytes -= size;
            records -= 1;
            return 0;
        }
        double seconds =
                Math.max((need - bytes) / (BYTES_PER_SECOND * share), (1 - records) / (RECORDS_PER_SECOND * share));
        return (long) (Math.max(seconds, 0.001) * 1e9);
    }

    /** The service refused a record for having come too fast. */
    void exceeded(long nowNanos) {
        refill(nowNanos);
        share = Math.max(SHARE_MIN, share * SLOWER);
        bytes = Math.min(bytes, 0);
        records = Math.min(records, 0);
    }

    private void refill(long nowNanos) {
        double seconds = Math.max(0, nowNanos - nanos) / 1e9;
        nanos = Math.max(nanos, nowNanos);
        share = Math.min(1, share + FASTER_PER_SECOND * seconds);
        bytes = Math.min(BYTES_PER_SECOND, bytes + BYTES_PER_SECOND * share * seconds);
        records = Math.min(RECORDS_PER_SECOND, records + RECORDS_PER_SECOND * share * seconds);
    }
}
