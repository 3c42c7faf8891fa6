package io.kinedex.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {
    @TempDir
    Path folder;

    @Test
    void samplesByIntervalWithoutDrift() throws Exception {
        Path file = TestVideo.of("mpeg4")
                .bFrames(2)
                .times(30_000, TestVideo.every(1001, 300))
                .write(folder.resolve("a.mkv"));

        Decoded decoded = Decoded.of(Decoded.cut(file), "250ms", 0);

        List<Long> expected = new ArrayList<>();
        long slot = -1;
        for (long time : TestVideo.millis(TestVideo.every(1001, 300), 30_000)) {
            if (time / 250 > slot) {
                slot = time / 250;
                expected.add(time);
            }
        }
        assertThat(decoded.millis()).isEqualTo(expected);
        assertThat(decoded.corrupt()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"libopenh264", "mpeg4", "mpeg2video", "mjpeg", "ffv1", "libvpx"})
    void samplingGivesThePicturesThatFullDecodingGives(String codec) throws Exception {
        TestVideo video = TestVideo.of(codec).times(25, TestVideo.every(1, 140)).gop(12);
        Path file = (codec.startsWith("mpeg") ? video.bFrames(2) : video).write(folder.resolve("a.mkv"));
        List<Fragment> fragments = Decoded.cut(file);

        for (String sampling : List.of("100ms", "500ms", "3s")) {
            Decoded all = Decoded.of(fragments, "every-frame", 0);
            FrameSampler sampler = new FrameSampler(SamplingPolicy.parse(sampling));
            List<Integer> expected = all.frames().stream()
                    .filter(seen -> sampler.take(Decoded.START.plusMillis(seen.millis()), false))
                    .map(Decoded.Seen::number)
                    .toList();
            assertThat(Decoded.of(fragments, sampling, 0).numbers())
                    .as(sampling)
                    .isEqualTo(expected);
        }
    }

    @Test
    void givesOnlyKeyframesWhereAsked() throws Exception {
        Path file = TestVideo.of("libopenh264")
                .gop(10)
                .times(25, TestVideo.every(1, 100))
                .write(folder.resolve("a.mp4"));

        Decoded decoded = Decoded.of(Decoded.cut(file), "keyframes", 0);

        assertThat(decoded.numbers())
                .isEqualTo(IntStream.range(0, 10).mapToObj(i -> i * 10).toList());
    }

    @Test
    void aResumedDecoderPicksTheSameFrames() throws Exception {
        Path file = TestVideo.of("mpeg4").times(25, TestVideo.every(1, 300)).write(folder.resolve("a.mkv"));
        List<Fragment> fragments = Decoded.cut(file);
        DecoderOptions options = new DecoderOptions(SamplingPolicy.parse("700ms"), 320, 1);
        List<String> whole = new ArrayList<>();
        List<String> resumed = new ArrayList<>();
        try (FramePool pool = new FramePool(1, FramePool.bytesPerFrame(320));
                FrameDecoder decoder = new FrameDecoder(pool, options)) {
            for (Fragment fragment : fragments) {
                decoder.decode(fragment, frame -> take(frame, whole));
                try (FrameDecoder fresh = new FrameDecoder(pool, options)) {
                    SamplerState state = decoder.samplerState().orElseThrow();
                    fresh.restore(new SamplerState(state.anchor(), state.slot()));
                    int next = fragments.indexOf(fragment) + 1;
                    if (next < fragments.size()) {
                        fresh.decode(fragments.get(next), frame -> take(frame, resumed));
                    }
                }
            }
        }
        assertThat(whole).hasSize(18).endsWith(resumed.toArray(String[]::new));
    }

    private static void take(Frame frame, List<String> into) {
        try (frame) {
            into.add(frame.time() + " " + TestVideo.number(frame, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {90, 180, 270})
    void turnsPicturesUpright(int turn) throws Exception {
        for (String name : List.of("a.mp4", "a.mov")) {
            Path file = TestVideo.of("libopenh264").rotated(turn).write(folder.resolve(name));
            Decoded decoded = Decoded.of(Decoded.cut(file), "every-frame", turn);
            assertThat(decoded.numbers())
                    .isEqualTo(IntStream.range(0, 25).boxed().toList());
            assertThat(decoded.frames().getFirst().width()).isEqualTo(turn == 180 ? 160 : 96);
            assertThat(decoded.frames().getFirst().displayHeight()).isEqualTo(turn == 180 ? 96 : 160);
        }
    }

    @Test
    void makesPixelsSquare() throws Exception {
        for (String name : List.of("a.mp4", "a.mkv", "a.ts")) {
            Path file = TestVideo.of("libopenh264").pixelAspect(4, 3).write(folder.resolve(name));
            Decoded decoded = Decoded.of(file);
            assertThat(decoded.frames().getFirst().displayWidth()).as(name).isEqualTo(213);
            assertThat(decoded.frames().getFirst().displayHeight()).as(name).isEqualTo(96);
            assertThat(decoded.numbers()).hasSize(25).startsWith(0, 1, 2, 3);
        }
    }

    @ParameterizedTest
    @CsvSource({"161,97", "33,17", "16,250", "1,1", "1280,720"})
    void decodesAnySizeAndNeverEnlarges(int width, int height) throws Exception {
        Path file = TestVideo.of("ffv1")
                .size(width, height)
                .times(25, TestVideo.every(1, 3))
                .write(folder.resolve("a.mkv"));

        Decoded.Seen seen = Decoded.of(file).frames().getFirst();

        assertThat(seen.displayWidth()).isEqualTo(width);
        assertThat(seen.displayHeight()).isEqualTo(height);
        assertThat(seen.width()).isEqualTo(Math.min(width, 640));
        assertThat(seen.height()).isEqualTo(width > 640 ? 360 : height);
    }

    @Test
    void decodesInterlacedPictures() throws Exception {
        Path file = TestVideo.of("mpeg2video")
                .interlaced()
                .times(25, TestVideo.every(1, 25))
                .write(folder.resolve("a.ts"));

        Decoded decoded = Decoded.of(file);

        assertThat(MediaProbe.probe(file).video().orElseThrow().interlaced()).isTrue();
        assertThat(decoded.numbers()).isEqualTo(IntStream.range(0, 25).boxed().toList());
    }

    @Test
    void followsAStreamThatChangesItsSize() throws Exception {
        Path small =
                TestVideo.of("mpeg2video").times(25, TestVideo.every(1, 50)).write(folder.resolve("1.ts"));
        Path large = TestVideo.of("mpeg2video")
                .size(320, 192)
                .numberedFrom(50)
                .times(25, IntStream.range(50, 100).mapToLong(i -> i).toArray())
                .write(folder.resolve("2.ts"));
        Path both = folder.resolve("both.ts");
        try (var out = Files.newOutputStream(both)) {
            Files.copy(small, out);
            Files.copy(large, out);
        }

        Decoded decoded = Decoded.of(both);

        assertThat(decoded.numbers()).isEqualTo(IntStream.range(0, 100).boxed().toList());
        assertThat(decoded.frames().get(49).width()).isEqualTo(160);
        assertThat(decoded.frames().get(50).width()).isEqualTo(320);
        assertThat(decoded.frames().get(50).height()).isEqualTo(192);
    }

    @Test
    void aSinkThatThrowsLosesNoFrameAndTheDecoderGoesOn() throws Exception {
        List<Fragment> fragments = Decoded.cut(TestVideo.of("mpeg4").write(folder.resolve("a.mp4")));
        try (FramePool pool = new FramePool(1, FramePool.bytesPerFrame(320));
                FrameDecoder decoder =
                        new FrameDecoder(pool, new DecoderOptions(new SamplingPolicy.EveryFrame(), 320, 1))) {
            assertThatThrownBy(() -> decoder.decode(fragments.getFirst(), frame -> {
                        try (frame) {
                            throw new IllegalStateException("full");
                        }
                    }))
                    .hasMessage("full");
            assertThat(pool.free()).isEqualTo(1);
            assertThat(decoder.decode(fragments.getFirst(), Frame::close).sampled())
                    .isEqualTo(25);
        }
    }

    @Test
    void aPoolWithoutFreeFramesHoldsTheDecoder() throws Exception {
        List<Fragment> fragments = Decoded.cut(TestVideo.of("mpeg4").write(folder.resolve("a.mp4")));
        List<Frame> held = new ArrayList<>();
        try (FramePool pool = new FramePool(2, FramePool.bytesPerFrame(320));
                FrameDecoder decoder =
                        new FrameDecoder(pool, new DecoderOptions(new SamplingPolicy.EveryFrame(), 320, 1))) {
            Thread thread = Thread.ofPlatform().start(() -> {
                try {
                    decoder.decode(fragments.getFirst(), held::add);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            while (pool.free() > 0 || thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            thread.interrupt();
            assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
            assertThat(held).hasSize(2);
            held.forEach(Frame::close);
            assertThat(pool.free()).isEqualTo(2);
        }
    }

    @Test
    void leaksNoNativeMemory() throws Exception {
        Path file = TestVideo.of("libopenh264").size(320, 240).withSound().write(folder.resolve("a.mp4"));
        Path clip = folder.resolve("clip.mp4");
        rounds(file, clip, 20);
        long before = nativeBytes();
        rounds(file, clip, 40);
        // Losing one picture of each 25 would be 115 MB, losing one decoder in each round over 80 MB.
        assertThat(nativeBytes() - before).isLessThan(64L << 20);
        assertThat(Pointer.totalCount())
                .as("native objects that wait for the collector")
                .isLessThan(1_000);
    }

    private static void rounds(Path file, Path clip, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            List<Fragment> fragments = Decoded.of(file).fragments();
            StillImage.jpeg(fragments.getFirst(), Decoded.START, 320, List.of());
            ClipWriter.write(fragments.iterator(), Decoded.START, Decoded.START.plusSeconds(1), clip);
        }
    }

    /** What the process holds beyond the Java heap. */
    private static long nativeBytes() {
        System.gc();
        return Pointer.physicalBytes() - Runtime.getRuntime().totalMemory();
    }
}
