package io.kinedex.frames;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What came out of a file, for tests. */
record Decoded(List<Fragment> fragments, List<Seen> frames, int corrupt) {
    static final Instant START = Instant.parse("2026-05-04T03:02:01.234Z");

    /** One frame; its time since START. */
    record Seen(long millis, int number, int width, int height, int displayWidth, int displayHeight) {}

    static List<Fragment> cut(Path file) {
        return cut(file, CutOptions.startingAt(START));
    }

    static List<Fragment> cut(Path file, CutOptions options) {
        List<Fragment> fragments = new ArrayList<>();
        try (FragmentCutter cutter = FragmentCutter.open(file, options)) {
            for (Optional<Fragment> next = cutter.next(); next.isPresent(); next = cutter.next()) {
                fragments.add(next.get());
            }
        }
        return fragments;
    }

    static Decoded of(Path file) throws InterruptedException {
        return of(cut(file), "every-frame", 0);
    }

    static Decoded of(List<Fragment> fragments, String sampling, int turned) throws InterruptedException {
        List<Seen> seen = new ArrayList<>();
        int corrupt = 0;
        try (FramePool pool = new FramePool(2, FramePool.bytesPerFrame(640));
                FrameDecoder decoder =
                        new FrameDecoder(pool, new DecoderOptions(SamplingPolicy.parse(sampling), 640, 2))) {
            for (Fragment fragment : fragments) {
                corrupt += decoder.decode(fragment, frame -> {
                            try (frame) {
                                seen.add(new Seen(
                                        Duration.between(START, frame.time()).toMillis(),
                                        TestVideo.number(frame, turned),
                                        frame.width(),
                                        frame.height(),
                                        frame.displayWidth(),
                                        frame.displayHeight()));
                            }
                        })
                        .corrupt();
            }
            if (pool.free() != pool.size()) {
                throw new AssertionError("a frame was lost: %d of %d".formatted(pool.free(), pool.size()));
            }
        }
        return new Decoded(fragments, seen, corrupt);
    }

    List<Integer> numbers() {
        return frames.stream().map(Seen::number).toList();
    }

    List<Long> millis() {
        return frames.stream().map(Seen::millis).toList();
    }
}
