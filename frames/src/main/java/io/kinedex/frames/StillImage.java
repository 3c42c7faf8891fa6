package io.kinedex.frames;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a JPEG of what a fragment shows at a moment. Stateless; safe for all threads, platform threads only. */
public final class StillImage {
    private static final float QUALITY = 0.85f;
    private static final int LONG_SIDE_MAX = 4_096;

    private StillImage() {}

    /**
     * The frame that is shown at {@code moment}, upright, in square pixels, with boxes drawn on it.
     *
     * @param moment      on the producer's clock; before the first frame the first one is taken, after the last the last
     * @param longSideMax pixels of the image's longer side at most, up to 4096; the picture is never enlarged
     * @throws FramesException if the fragment has no video or nothing of it can be decoded
     */
    public static byte[] jpeg(Fragment fragment, Instant moment, int longSideMax, List<Overlay> boxes)
            throws InterruptedException {
        DecoderOptions options =
                new DecoderOptions(new SamplingPolicy.EveryFrame(), Math.min(longSideMax, LONG_SIDE_MAX), 1);
        Instant shown = shownAt(fragment, moment);
        try (FramePool pool = new FramePool(1, FramePool.bytesPerFrame(Math.min(longSideMax, LONG_SIDE_MAX)));
                FrameDecoder decoder = new FrameDecoder(pool, options)) {
            Optional<BufferedImage> image = decode(decoder, fragment, new FirstFrom(shown));
            if (image.isEmpty()) {
                image = decode(decoder, fragment, (time, keyframe) -> true);
            }
            BufferedImage picture = image.orElseThrow(() -> new FramesException(
                    FramesException.Code.MALFORMED,
                    "fragment %s: no frame of it can be shown".formatted(fragment.number())));
            boxes.forEach(new OverlayPainter(picture)::paint);
            return ImageBytes.jpeg(picture, QUALITY);
        }
    }

    /** Takes the first frame from a time on, and no other. */
    private static final class FirstFrom implements FrameChoice {
        private final Instant from;
        private boolean taken;

        FirstFrom(Instant from) {
            this.from = from;
        }

        @Override
        public boolean take(Instant time, boolean keyframe) {
            boolean take = !taken && !time.isBefore(from);
            taken |= take;
            return take;
        }

        @Override
        public Optional<FrameChoice> rehearsal() {
            return Optional.of(new FirstFrom(from));
        }
    }

    /** The time of the picture that is on screen at {@code moment}. */
    static Instant shownAt(Fragment fragment, Instant moment) {
        List<Instant> times = fragment.blocks().stream()
                .filter(block -> !block.invisible() && isVideo(fragment, block.trackNumber()))
                .map(Block::time)
                .sorted()
                .toList();
        return times.stream()
                .filter(time -> !time.isAfter(moment))
                .reduce((earlier, later) -> later)
                .orElse(times.isEmpty() ? moment : times.getFirst());
    }

    private static boolean isVideo(Fragment fragment, int trackNumber) {
        return fragment.track(trackNumber).map(Track::kind).orElse(Track.Kind.OTHER) == Track.Kind.VIDEO;
    }

    private static Optional<BufferedImage> decode(FrameDecoder decoder, Fragment fragment, FrameChoice choice)
            throws InterruptedException {
        @Nullable BufferedImage[] last = new BufferedImage[1];
        decoder.decode(fragment, choice, frame -> {
            try (frame) {
                last[0] = image(frame);
            }
        });
        return Optional.ofNullable(last[0]);
    }

    static BufferedImage image(Frame frame) {
        ByteBuffer pixels = frame.pixels();
        BufferedImage image = new BufferedImage(frame.width(), frame.height(), BufferedImage.TYPE_INT_RGB);
        int[] row = new int[frame.width()];
        for (int y = 0; y < frame.height(); y++) {
            for (int x = 0; x < row.length; x++) {
                row[x] = (pixels.get() & 0xff) << 16 | (pixels.get() & 0xff) << 8 | (pixels.get() & 0xff);
            }
            image.setRGB(0, y, row.length, 1, row, 0, row.length);
        }
        return image;
    }
}
