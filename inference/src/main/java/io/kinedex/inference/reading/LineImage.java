package io.kinedex.inference.reading;

/**
 * A straightened line of text, {@link #HEIGHT} pixels high.
 *
 * @param rgb   row-major, rows packed
 * @param width pixels
 */
record LineImage(byte[] rgb, int width) {
    static final int HEIGHT = 48;

    /** Longer lines are squeezed: what one line may cost has a bound. */
    private static final int WIDTH_MAX = 3200;

    private static final int WIDTH_MIN = 16;

    /** How wide a line becomes; its sides in any unit. */
    static int width(double along, double across) {
        return Math.clamp(Math.round(HEIGHT * along / Math.max(across, 1e-6)), WIDTH_MIN, WIDTH_MAX);
    }
}
