package io.kinedex.metadata.index;

import io.kinedex.metadata.query.Query;
import java.time.Clock;
import java.time.Duration;

/**
 * How the index works.
 *
 * @param refreshInterval the shortest time between two refreshes; a published record is searchable after this and the
 *                        refresh itself at the latest
 * @param commitInterval  how long a change may wait for a commit; what was not committed is read from the stream again
 * @param commitRecords   how many records may wait for a commit
 * @param ageMax          sightings that ended longer ago than this are dropped; zero keeps all
 * @param ramBufferBytes  of the writer, at least 1 MiB
 * @param cacheBytes      of each of two caches: filters, and intervals for WITHIN
 * @param withinMax       how many sightings the right side of a WITHIN may be among those that the search has to look
 *                        at; 16 bytes each
 * @param totalExactMax   totals are exact up to this many; with WITHIN, whose test costs more, up to a tenth of it
 * @param verifyBytesMax  an index up to this size has its checksums verified when it is opened
 * @param clock           what {@code now} is
 */
public record IndexOptions(
        Duration refreshInterval,
        Duration commitInterval,
        int commitRecords,
        Duration ageMax,
        long ramBufferBytes,
        long cacheBytes,
        int withinMax,
        int totalExactMax,
        long verifyBytesMax,
        Clock clock) {
    private static final long MIB = 1L << 20;

    public IndexOptions {
        requirePositive("refresh-interval", refreshInterval.toNanos());
        requirePositive("commit-interval", commitInterval.toNanos());
        requirePositive("commit-records", commitRecords);
        requirePositive("ram-buffer", ramBufferBytes / MIB);
        requirePositive("within-max", withinMax);
        requirePositive("total-exact-max", totalExactMax);
        if (ageMax.isNegative() || cacheBytes < 0 || verifyBytesMax < 0) {
            throw new IllegalArgumentException("age-max %s, cache %d bytes and verify-max %d bytes must not be negative"
                    .formatted(ageMax, cacheBytes, verifyBytesMax));
        }
    }

    public static IndexOptions defaults() {
        return new IndexOptions(
                Duration.ofMillis(200),
                Duration.ofSeconds(5),
                50_000,
                Duration.ZERO,
                16 * MIB,
                32 * MIB,
                2_000_000,
                10_000,
                512 * MIB,
                Clock.systemUTC());
    }

    /** Up to which number the total of this query is exact. */
    int totalExactMax(Query query) {
        return query.joins() ? Math.max(1, totalExactMax / 10) : totalExactMax;
    }

    public IndexOptions withAgeMax(Duration longest) {
        return new IndexOptions(
                refreshInterval,
                commitInterval,
                commitRecords,
                longest,
                ramBufferBytes,
                cacheBytes,
                withinMax,
                totalExactMax,
                verifyBytesMax,
                clock);
    }

    public IndexOptions withClock(Clock other) {
        return new IndexOptions(
                refreshInterval,
                commitInterval,
                commitRecords,
                ageMax,
                ramBufferBytes,
                cacheBytes,
                withinMax,
                totalExactMax,
                verifyBytesMax,
                other);
    }

    public IndexOptions withCommits(Duration interval, int records) {
        return new IndexOptions(
                refreshInterval,
                interval,
                records,
                ageMax,
                ramBufferBytes,
                cacheBytes,
                withinMax,
                totalExactMax,
                verifyBytesMax,
                clock);
    }

    public IndexOptions withLimits(int within, int totalExact) {
        return new IndexOptions(
                refreshInterval,
                commitInterval,
                commitRecords,
                ageMax,
                ramBufferBytes,
                cacheBytes,
                within,
                totalExact,
                verifyBytesMax,
                clock);
    }

    private static void requirePositive(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("%s is too small".formatted(what));
        }
    }
}
