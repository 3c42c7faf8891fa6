package io.kinedex.inference.catalogue;

/**
 * Which findings to keep.
 *
 * @param confidenceMin 0..1
 * @param suppression   what happens to boxes of one class that overlap
 * @param iouMax        the overlap, as intersection over union, from which boxes count as one
 * @param countMax      in one picture
 */
public record Selection(double confidenceMin, Suppression suppression, double iouMax, int countMax) {
    /** Non-maximum suppression. */
    public enum Suppression {
        /** The best box of those that overlap stays. */
        HARD,
        /** Overlap lowers the confidence by exp(-iou² / 0.5) (Soft-NMS, Bodla et al. 2017). */
        SOFT,
        /** The best box stays, moved to the mean of those that overlap, weighted by confidence (BlazeFace). */
        WEIGHTED,
        /** All stay; for models that suppress by themselves. */
        NONE
    }

    public Selection {
        if (!(confidenceMin >= 0 && confidenceMin <= 1 && iouMax >= 0 && iouMax <= 1) || countMax < 1) {
            throw new IllegalArgumentException(
                    "confidence-min %s and iou-max %s must be in 0..1, count-max %d at least 1"
                            .formatted(confidenceMin, iouMax, countMax));
        }
    }
}
