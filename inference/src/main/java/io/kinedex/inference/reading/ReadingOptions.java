package io.kinedex.inference.reading;

/**
 * How text is looked for. Immutable; safe for all threads.
 *
 * @param shortSide     pictures with a shorter side are enlarged until it has this many pixels, as far as
 *                      {@code pixelsMax} lets them
 * @param pixelsMax     larger pictures are made smaller until they have this many pixels: the model's time and memory grow
 *                      with them
 * @param textMin       how probable a pixel of text must be, 0..1
 * @param boxMin        how probable text must be on average over a box, 0..1
 * @param unclip        by how much a box grows, since the model marks the core of a line: its sides move out by the box's
 *                      area times this over its circumference
 * @param confidenceMin lines that were read with less confidence are left out, 0..1; those of one or two characters need
 *                      0.9
 * @param linesMax      lines in one picture; the most probable ones are read
 */
public record ReadingOptions(
        int shortSide,
        int pixelsMax,
        double textMin,
        double boxMin,
        double unclip,
        double confidenceMin,
        int linesMax) {
    private static final ReadingOptions DEFAULTS = new ReadingOptions(736, 1_000_000, 0.3, 0.6, 1.6, 0.6, 100);

    public ReadingOptions {
        if (shortSide < 32 || shortSide > 4096 || pixelsMax < 32 * 32 || linesMax < 1) {
            throw new IllegalArgumentException(
                    "shortSide %d must be in 32..4096, pixelsMax %d at least 1024 and linesMax %d at least 1"
                            .formatted(shortSide, pixelsMax, linesMax));
        }
        for (double fraction : new double[] {textMin, boxMin, confidenceMin}) {
            if (!(fraction >= 0 && fraction <= 1)) {
                throw new IllegalArgumentException("textMin %s, boxMin %s and confidenceMin %s must be in 0..1"
                        .formatted(textMin, boxMin, confidenceMin));
            }
        }
        if (!(unclip >= 0 && unclip <= 10)) {
            throw new IllegalArgumentException("unclip is %s, must be in 0..10".formatted(unclip));
        }
    }

    /** What PP-OCR is used with, within bounds. */
    public static ReadingOptions defaults() {
        return DEFAULTS;
    }
}
