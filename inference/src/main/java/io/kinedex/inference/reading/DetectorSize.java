package io.kinedex.inference.reading;

/**
 * The size at which a picture is looked at. Both sides are multiples of 32, which the model halves five times.
 *
 * @param width  pixels
 * @param height pixels
 */
record DetectorSize(int width, int height) {
    private static final int STEP = 32;

    static DetectorSize of(int pictureWidth, int pictureHeight, ReadingOptions options) {
        double enlarged = Math.max(1, (double) options.shortSide() / Math.min(pictureWidth, pictureHeight));
        double allowed = Math.sqrt((double) options.pixelsMax() / pictureWidth / pictureHeight);
        double scale = Math.min(enlarged, allowed);
        return new DetectorSize(rounded(pictureWidth * scale), rounded(pictureHeight * scale));
    }

    private static int rounded(double side) {
        return Math.max(STEP, (int) Math.round(side / STEP) * STEP);
    }
}
