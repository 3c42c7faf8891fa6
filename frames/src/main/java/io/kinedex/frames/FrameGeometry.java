package io.kinedex.frames;

/**
 * From a coded picture's size to the size for analysis: pixels made square, turned upright, made smaller to fit, never
 * larger. Immutable; safe for all threads.
 *
 * @param scaledWidth   width to scale to before turning
 * @param scaledHeight  height to scale to before turning
 * @param rotation      clockwise turn that follows: 0, 90, 180 or 270
 * @param displayWidth  full size as shown
 * @param displayHeight full size as shown
 */
record FrameGeometry(int scaledWidth, int scaledHeight, int rotation, int displayWidth, int displayHeight) {
    /** Pixels further from square than this are a damaged header. */
    private static final double ASPECT_MAX = 16;

    /** {@code aspect} is a pixel's width over its height. */
    static FrameGeometry of(int width, int height, double aspect, int rotation, int longSideMax, int bytesMax) {
        double square = aspect > 1 / ASPECT_MAX && aspect < ASPECT_MAX ? aspect : 1;
        int uprightWidth = Math.max(1, Math.toIntExact(Math.round(width * square)));
        double scale = Math.min(1, (double) longSideMax / Math.max(uprightWidth, height));
        scale = Math.min(scale, Math.sqrt(bytesMax / (3.0 * uprightWidth * height)));
        int scaledWidth = Math.clamp(Math.round(uprightWidth * scale), 1, uprightWidth);
        int scaledHeight = Math.clamp(Math.round(height * scale), 1, height);
        while ((long) scaledWidth * scaledHeight * 3 > bytesMax) {
            scaledWidth = scaledWidth > scaledHeight ? scaledWidth - 1 : scaledWidth;
            scaledHeight = scaledWidth > scaledHeight ? scaledHeight : Math.max(1, scaledHeight - 1);
        }
        boolean turned = rotation % 180 != 0;
        return new FrameGeometry(
                scaledWidth, scaledHeight, rotation, turned ? height : uprightWidth, turned ? uprightWidth : height);
    }

    /** Width after turning. */
    int width() {
        return rotation % 180 == 0 ? scaledWidth : scaledHeight;
    }

    /** Height after turning. */
    int height() {
        return rotation % 180 == 0 ? scaledHeight : scaledWidth;
    }
}
