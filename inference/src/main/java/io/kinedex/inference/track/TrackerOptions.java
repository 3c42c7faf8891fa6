package io.kinedex.inference.track;

import java.time.Duration;

/**
 * How detections become sightings. Immutable; safe for all threads.
 *
 * @param lowConfidence   detections below this are not looked at, 0..1
 * @param highConfidence  detections from here on are matched first and may begin a track; those below only keep one alive
 * @param aloneConfidence one detection from here on is a sighting by itself
 * @param confirmHits     how many detections make a sighting where none of them is that confident, from 1
 * @param lostAfter       a sighting ends where the thing has not been seen for longer than this; where frames are further
 *                        apart, one and a half times their distance counts instead
 * @param detectionsMax   the most confident detections of a frame that are looked at
 * @param tracksMax       how many tracks may be open; beyond it those that were seen longest ago are closed
 */
public record TrackerOptions(
        double lowConfidence,
        double highConfidence,
        double aloneConfidence,
        int confirmHits,
        Duration lostAfter,
        int detectionsMax,
        int tracksMax) {
    private static final TrackerOptions DEFAULTS =
            new TrackerOptions(0.1, 0.4, 0.55, 2, Duration.ofSeconds(2), 200, 400);

    public TrackerOptions {
        if (!(0 <= lowConfidence && lowConfidence <= highConfidence && highConfidence <= aloneConfidence)
                || aloneConfidence > 1) {
            throw new IllegalArgumentException("confidences low %s, high %s, alone %s must be ascending in 0..1"
                    .formatted(lowConfidence, highConfidence, aloneConfidence));
        }
        if (confirmHits < 1 || detectionsMax < 1 || tracksMax < detectionsMax) {
            throw new IllegalArgumentException(
                    "confirmHits %d and detectionsMax %d must be at least 1, tracksMax %d at least detectionsMax"
                            .formatted(confirmHits, detectionsMax, tracksMax));
        }
        if (lostAfter.isNegative() || lostAfter.isZero()) {
            throw new IllegalArgumentException("lostAfter is %s, must be positive".formatted(lostAfter));
        }
    }

    public static TrackerOptions defaults() {
        return DEFAULTS;
    }

    /** These options with the thresholds that suit another model. */
    public TrackerOptions withConfidences(double low, double high, double alone) {
        return new TrackerOptions(low, high, alone, confirmHits, lostAfter, detectionsMax, tracksMax);
    }

    public TrackerOptions withLostAfter(Duration patience) {
        return new TrackerOptions(
                lowConfidence, highConfidence, aloneConfidence, confirmHits, patience, detectionsMax, tracksMax);
    }
}
