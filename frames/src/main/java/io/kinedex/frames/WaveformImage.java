package io.kinedex.frames;

import java.awt.image.BufferedImage;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;

/**
 * Makes a JPEG of how loud sound is over time, for what has no picture: time from left to right, the highest and lowest sample of
 * each column, an interval marked. Stateless; safe for all threads, platform threads only.
 */
public final class WaveformImage {
    private static final float QUALITY = 0.85f;
    private static final int GROUND = 0x14181D;
    private static final int MARKED_GROUND = 0x1E3A2A;
    private static final int INK = 0x6F8296;
    private static final int MARKED_INK = 0x19FF5A;
    private static final int WIDTH_MAX = 4_096;

    private WaveformImage() {}

    /**
     * The sound of fragments from one moment to another, full scale from the lower edge to the upper one.
     *
     * @param fragments in their order; those that cannot be decoded are silent
     * @param from      producer time of the left edge
     * @param to        producer time of the right edge, after {@code from}
     * @param start     producer time at which the marked interval begins
     * @param end       producer time at which it ends
     * @param width     pixels, up to 4096; the image is 16 to 9
     */
    public static byte[] jpeg(
            Iterator<Fragment> fragments, Instant from, Instant to, Instant start, Instant end, int width) {
        int columns = Math.clamp(width, 16, WIDTH_MAX);
        float[] lowest = new float[columns];
        float[] highest = new float[columns];
        double columnsPerSample = columns / (double) Sound.samples(Duration.between(from, to));
        try (SoundDecoder decoder = new SoundDecoder()) {
            fragments.forEachRemaining(fragment -> decoder.decode(fragment)
                    .pieces()
                    .forEach(piece -> {
                        long offset = Sound.samples(Duration.between(from, piece.start()));
                        for (int i = 0; i < piece.samples().length; i++) {
                            int column = (int) Math.floor((offset + i) * columnsPerSample);
                            if (column >= 0 && column < columns) {
                                lowest[column] = Math.min(lowest[column], piece.samples()[i]);
                                highest[column] = Math.max(highest[column], piece.samples()[i]);
                            }
                        }
                    }));
        }
        int height = Math.max(9, columns * 9 / 16);
        BufferedImage image = new BufferedImage(columns, height, BufferedImage.TYPE_INT_RGB);
        double first = Math.floor(Sound.samples(Duration.between(from, start)) * columnsPerSample);
        double last = Math.max(first, Math.floor(Sound.samples(Duration.between(from, end)) * columnsPerSample));
        for (int x = 0; x < columns; x++) {
            boolean marked = x >= first && x <= last;
            int top = row(highest[x], height);
            int bottom = row(lowest[x], height);
            for (int y = 0; y < height; y++) {
                boolean sounds = y >= top && y <= bottom;
                image.setRGB(x, y, sounds ? marked ? MARKED_INK : INK : marked ? MARKED_GROUND : GROUND);
            }
        }
        return ImageBytes.jpeg(image, QUALITY);
    }

    private static int row(float sample, int height) {
        return Math.clamp(Math.round((1 - sample) / 2 * (height - 1)), 0, height - 1);
    }
}
