package io.kinedex.frames;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a segment's Info says about time. Immutable.
 *
 * @param timestampScale nanoseconds of one tick, at least 1
 * @param date           the instant of timestamp zero, where the segment names one
 */
record SegmentInfo(long timestampScale, @Nullable Instant date) {
    static final SegmentInfo DEFAULTS = new SegmentInfo(1_000_000, null);

    /** 2^44 ns are five hours: with it, block offsets of 16 bits stay far inside a long. */
    private static final long SCALE_MAX = 1L << 44;

    private static final long NANOS_MAX = 1L << 62;
    private static final Instant EPOCH_2001 = Instant.parse("2001-01-01T00:00:00Z");

    /** A timestamp past thirty years counts from 1970, whatever the segment's date: producers send such. */
    private static final long ABSOLUTE_NANOS_MIN = 30L * 365 * 86_400 * 1_000_000_000;

    static SegmentInfo parse(EbmlCursor info) {
        long scale = DEFAULTS.timestampScale;
        Instant date = null;
        while (info.next()) {
            switch (info.id()) {
                case EbmlIds.TIMESTAMP_SCALE -> scale = info.unsigned();
                case EbmlIds.DATE_UTC -> date = info.size() == 0 ? EPOCH_2001 : EPOCH_2001.plusNanos(info.signedLong());
                default -> {}
            }
        }
        if (scale < 1 || scale > SCALE_MAX) {
            throw info.malformed("a timestamp scale of %d ns, must be 1 to %d".formatted(scale, SCALE_MAX));
        }
        return new SegmentInfo(scale, date);
    }

    /** The ticks in nanoseconds; empty where they would not fit. */
    Optional<Long> nanos(long ticks) {
        long high = Math.multiplyHigh(ticks, timestampScale);
        long low = ticks * timestampScale;
        return high == 0 && low >= 0 && low <= NANOS_MAX ? Optional.of(low) : Optional.empty();
    }

    /** The instant of a cluster so many nanoseconds after timestamp zero. */
    Instant instant(long nanos) {
        Instant zero = date == null || nanos >= ABSOLUTE_NANOS_MIN ? Instant.EPOCH : date;
        return zero.plusNanos(nanos);
    }
}
