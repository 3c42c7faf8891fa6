package io.kinedex.frames;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes images of what a fragment shows at several moments, and decodes it once for all of them. Stateless; safe for all
 * threads, platform threads only.
 */
public final class FragmentImages {
    private static final int LONG_SIDE_MAX = 4_096;

    private FragmentImages() {}

    /** The kinds of image files. */
    public enum Encoding {
        JPEG,
        PNG
    }

    /**
     * How images are written.
     *
     * @param qualityPercent of JPEGs, 1 to 100
     * @param width          in pixels; 0 to keep the picture's shape, and its size where height is 0 too
     * @param height         in pixels, the same
     */
    public record Format(Encoding encoding, int qualityPercent, int width, int height) {
        public Format {
            if (qualityPercent < 1 || qualityPercent > 100) {
                throw new IllegalArgumentException("quality %d must be 1 to 100".formatted(qualityPercent));
            }
            if (width < 0 || height < 0 || width > LONG_SIDE_MAX || height > LONG_SIDE_MAX) {
                throw new IllegalArgumentException(
                        "an image of %dx%d, at most %d on a side".formatted(width, height, LONG_SIDE_MAX));
            }
        }
    }

    /**
     * Images by moment, upright and in square pixels; none of a moment whose picture cannot be decoded.
     *
     * @param moments on the fragment's clock; before its first picture the first is taken, after its last the last
     * @throws FramesException if the fragment has no video or nothing of it can be decoded
     */
    public static Map<Instant, byte[]> at(Fragment fragment, List<Instant> moments, Format format)
            throws InterruptedException {
        Map<Instant, Instant> shown = new HashMap<>();
        moments.forEach(moment -> shown.put(moment, StillImage.shownAt(fragment, moment)));
        Map<Instant, byte[]> taken = new HashMap<>();
        DecoderOptions options = new DecoderOptions(new SamplingPolicy.EveryFrame(), LONG_SIDE_MAX, 1);
        try (FramePool pool = new FramePool(1, bytesPerFrame(fragment));
                FrameDecoder decoder = new FrameDecoder(pool, options)) {
            decoder.decode(fragment, new AtTimes(new HashSet<>(shown.values())), frame -> {
                try (frame) {
                    taken.put(frame.time(), encode(scaled(StillImage.image(frame), format), format));
                }
            });
        }
        Map<Instant, byte[]> images = new TreeMap<>();
        shown.forEach(
                (moment, time) -> Optional.ofNullable(taken.get(time)).ifPresent(image -> images.put(moment, image)));
        return images;
    }

    /** Takes the frames of these times, and none twice. */
    private record AtTimes(Set<Instant> left) implements FrameChoice {
        @Override
        public boolean take(Instant time, boolean keyframe) {
            return left.remove(time);
        }

        @Override
        public Optional<FrameChoice> rehearsal() {
            return Optional.of(new AtTimes(new HashSet<>(left)));
        }
    }

    /** Room for the picture in square pixels, which a wide pixel makes wider. */
    private static int bytesPerFrame(Fragment fragment) {
        int longSide = fragment.tracks().stream()
                .filter(track -> track.kind() == Track.Kind.VIDEO)
                .mapToInt(track -> Math.max(track.width(), track.height()))
                .max()
                .orElse(16);
        return FramePool.bytesPerFrame(Math.clamp(longSide * 5L / 4, 16, LONG_SIDE_MAX));
    }

    private static BufferedImage scaled(BufferedImage picture, Format format) {
        if (format.width() == 0 && format.height() == 0) {
            return picture;
        }
        int width = format.width() > 0
                ? format.width()
                : proportional(format.height(), picture.getWidth(), picture.getHeight());
        int height = format.height() > 0
                ? format.height()
                : proportional(format.width(), picture.getHeight(), picture.getWidth());
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(picture, 0, 0, width, height, null);
        graphics.dispose();
        return image;
    }

    private static int proportional(int given, int wanted, int other) {
        return Math.clamp(Math.round((double) given * wanted / other), 1, LONG_SIDE_MAX);
    }

    private static byte[] encode(BufferedImage image, Format format) {
        return switch (format.encoding()) {
            case JPEG -> ImageBytes.jpeg(image, format.qualityPercent() / 100f);
            case PNG -> ImageBytes.png(image);
        };
    }
}
