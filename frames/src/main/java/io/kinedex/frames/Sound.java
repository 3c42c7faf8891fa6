package io.kinedex.frames;

import java.time.Duration;
import java.time.Instant;

/**
 * Decoded sound without a gap: mono, 16 kHz. Whoever holds the samples must not change them; then safe for all threads.
 *
 * @param start   when the first sample is heard, on the producer's clock
 * @param samples -1..1, one for each 1/16000 s
 */
@SuppressWarnings("ArrayRecordComponent") // Copying seconds of sound for each reader would be waste.
public record Sound(Instant start, float[] samples) {
    /** Samples of a second. */
    public static final int RATE = 16_000;

    private static final long NANOS_PER_SAMPLE = 1_000_000_000 / RATE;

    /** How long so many samples last. */
    public static Duration duration(long samples) {
        return Duration.ofNanos(samples * NANOS_PER_SAMPLE);
    }

    /** How many samples fit into a time, rounded to the nearest; negative where the time is. */
    public static long samples(Duration time) {
        return Math.floorDiv(time.toNanos() + NANOS_PER_SAMPLE / 2, NANOS_PER_SAMPLE);
    }

    public Duration duration() {
        return duration(samples.length);
    }

    public Instant end() {
        return start.plus(duration());
    }
}
