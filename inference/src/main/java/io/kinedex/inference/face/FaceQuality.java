package io.kinedex.inference.face;

/**
 * How much a look at a face tells about whose it is, 0..1: the geometric mean of three judgements, so that a look which
 * fails in one is worth little whatever the others say. The bounds were set by eye on faces that were shrunk, blurred and
 * turned until their similarity to the untouched one fell. Immutable.
 *
 * @param size      1 where the picture has as many pixels as the aligned face needs, 0 at an eighth of that
 * @param sharpness from the variance of the Laplacian of the aligned face, grey levels 0..255: 0 at none, 0.5 at 60
 * @param pose      1 seen from the front, 0 from the side
 */
record FaceQuality(double size, double sharpness, double pose) {
    private static final double SHRUNK_MAX = 8;
    private static final double VARIANCE_HALF = 60;
    private static final double TURN_MAX = 0.6;

    /**
     * @param scale    pixels of the aligned face for one of the picture
     * @param variance of the Laplacian
     * @param turn     as {@link FacePoints#turn} has it
     */
    static FaceQuality of(double scale, double variance, double turn) {
        double size = 1 - Math.log(Math.max(1, scale)) / Math.log(SHRUNK_MAX);
        double bent = Math.min(1, turn / TURN_MAX);
        return new FaceQuality(Math.clamp(size, 0, 1), variance / (variance + VARIANCE_HALF), 1 - bent * bent);
    }

    double value() {
        return Math.cbrt(size * sharpness * pose);
    }
}
