package io.kinedex.frames;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * How a file is cut into fragments. Immutable; safe for all threads.
 *
 * @param start       producer time of the file's first picture; cut down to the millisecond
 * @param firstNumber number of the first fragment; those that follow count on from it
 * @param target      a fragment ends at the first keyframe that comes this long after its start; at most 20 s
 * @param bytesMax    no fragment is larger; where a file has no keyframe in so many bytes it is cut between keyframes
 */
public record CutOptions(Instant start, FragmentNumber firstNumber, Duration target, long bytesMax) {
    /** Kinesis Video takes no longer fragment. Passed only where a file's keyframes are further apart. */
    public static final Duration DURATION_MAX = Duration.ofSeconds(20);

    public static final Duration TARGET_DEFAULT = Duration.ofSeconds(2);
    private static final long BYTES_MIN = 64 << 10;

    public CutOptions {
        start = start.truncatedTo(ChronoUnit.MILLIS);
        if (start.isBefore(Instant.EPOCH)) {
            throw new IllegalArgumentException("start %s is before 1970".formatted(start));
        }
        if (target.isNegative() || target.compareTo(DURATION_MAX) > 0) {
            throw new IllegalArgumentException("target %s must be between 0 and %s".formatted(target, DURATION_MAX));
        }
        if (bytesMax < BYTES_MIN || bytesMax > FragmentLimits.DEFAULTS.bytesMax() * 16) {
            throw new IllegalArgumentException("bytesMax %d must be between %d and %d"
                    .formatted(bytesMax, BYTES_MIN, FragmentLimits.DEFAULTS.bytesMax() * 16));
        }
    }

    /** Fragments of about two seconds and no more than Kinesis Video takes, numbered from 1. */
    public static CutOptions startingAt(Instant start) {
        return new CutOptions(start, FragmentNumber.ONE, TARGET_DEFAULT, FragmentLimits.DEFAULTS.bytesMax());
    }

    public CutOptions numberedFrom(FragmentNumber number) {
        return new CutOptions(start, number, target, bytesMax);
    }
}
