package io.kinedex.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FragmentCutterTest {
    @TempDir
    Path folder;

    static Stream<Arguments> containers() {
        long[] pal = TestVideo.every(1, 110);
        return Stream.of(
                Arguments.of(
                        "h264.mp4", TestVideo.of("libopenh264").times(25, pal).withSound()),
                Arguments.of("b-pictures.mov", TestVideo.of("mpeg4").bFrames(2).times(25, pal)),
                Arguments.of("b-pictures.avi", TestVideo.of("mpeg4").bFrames(2).times(25, pal)),
                Arguments.of(
                        "vp9.webm",
                        realtime("libvpx-vp9").coding("cpu-used", "8").times(25, pal)),
                Arguments.of("vp8.mkv", realtime("libvpx").times(25, pal)),
                Arguments.of(
                        "av1.mkv",
                        TestVideo.of("libaom-av1").coding("cpu-used", "8").coding("usage", "realtime")),
                Arguments.of(
                        "h264.ts", TestVideo.of("libopenh264").times(25, pal).withSound()),
                Arguments.of(
                        "open.ts",
                        TestVideo.of("mpeg2video").bFrames(2).openGroups().times(25, pal)),
                Arguments.of("jpeg.avi", TestVideo.of("mjpeg").times(25, pal)),
                Arguments.of("flash.flv", TestVideo.of("flv").times(25, pal)),
                Arguments.of("lossless.mkv", TestVideo.of("ffv1").times(25, pal)),
                Arguments.of("microsoft.avi", TestVideo.of("msmpeg4").times(25, pal)),
                Arguments.of("media.asf", TestVideo.of("wmv2").times(25, pal).withSound()),
                Arguments.of("tape.mxf", TestVideo.of("mpeg2video").times(25, pal)),
                Arguments.of("bare.h264", TestVideo.of("libopenh264").times(25, pal)));
    }

    private static TestVideo realtime(String codec) {
        return TestVideo.of(codec).coding("deadline", "realtime");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("containers")
    void keepsEveryPictureAndItsTimeFromAnyContainer(String name, TestVideo video) throws Exception {
        Decoded decoded = Decoded.of(video.write(folder.resolve(name)));

        int count = video.times().length;
        assertThat(decoded.numbers())
                .isEqualTo(IntStream.range(0, count).boxed().toList());
        assertThat(decoded.millis())
                .isEqualTo(IntStream.range(0, count).mapToObj(i -> i * 40L).toList());
        assertThat(decoded.corrupt()).isZero();
        assertThat(decoded.fragments()).allMatch(Fragment::startsWithKeyframe);
    }

    @Test
    void keepsVariableFrameRatesExact() throws Exception {
        long[] times = {0, 7, 100, 133, 1000, 1001, 1500, 2600, 4000, 4013, 4999, 5000, 9000};
        for (String name : List.of("a.mp4", "a.mkv", "a.nut")) {
            TestVideo video = TestVideo.of("mpeg4").bFrames(2).gop(4).times(1000, times);
            Decoded decoded = Decoded.of(video.write(folder.resolve(name)));
            assertThat(decoded.millis()).as(name).isEqualTo(TestVideo.millis(times, 1000));
            assertThat(decoded.numbers())
                    .as(name)
                    .isEqualTo(IntStream.range(0, times.length).boxed().toList());
        }
    }

    @Test
    void roundsOnceAndNeverAddsRoundingUp() throws Exception {
        long[] times = TestVideo.every(1001, 200);
        Path file = TestVideo.of("mpeg4").times(30_000, times).write(folder.resolve("ntsc.mov"));

        Decoded decoded = Decoded.of(file);

        assertThat(decoded.millis()).isEqualTo(TestVideo.millis(times, 30_000));
        assertThat(decoded.fragments()).hasSizeGreaterThan(2);
    }

    @Test
    void cutsAtTheFirstKeyframeAfterTheTarget() {
        Path file = TestVideo.of("libopenh264")
                .gop(15)
                .times(25, TestVideo.every(1, 200))
                .write(folder.resolve("a.mp4"));

        List<Fragment> fragments = Decoded.cut(file);

        assertThat(fragments)
                .extracting(
                        f -> Duration.between(Decoded.START, f.producerStart()).toMillis())
                .containsExactly(0L, 2400L, 4800L, 7200L);
        assertThat(fragments).extracting(f -> f.number().toString()).containsExactly("1", "2", "3", "4");
    }

    @Test
    void bytesReadBackAsTheSameFragment() {
        Path file = TestVideo.of("libopenh264")
                .times(25, TestVideo.every(1, 120))
                .withSound()
                .write(folder.resolve("a.mp4"));
        FragmentNumber first = FragmentNumber.parse("91343852333181432392682062607743920146159169392");

        List<Fragment> fragments =
                Decoded.cut(file, CutOptions.startingAt(Decoded.START).numberedFrom(first));

        ByteArrayOutputStream all = new ByteArrayOutputStream();
        fragments.forEach(fragment -> all.writeBytes(bytes(fragment)));
        try (FragmentReader reader =
                new FragmentReader(new ByteArrayInputStream(all.toByteArray()), FragmentLimits.DEFAULTS)) {
            FragmentNumber number = first;
            for (Fragment fragment : fragments) {
                Fragment read = reader.next().orElseThrow();
                assertThat(read.number()).isEqualTo(number);
                assertThat(read.producerStart()).isEqualTo(fragment.producerStart());
                assertThat(read.serverTimestamp()).contains(Decoded.START);
                assertThat(bytes(read)).isEqualTo(bytes(fragment));
                number = number.next();
            }
            assertThat(reader.next()).isEmpty();
        }
    }

    @Test
    void cuttingTwiceGivesTheSameBytes() {
        Path file = TestVideo.of("mpeg2video")
                .bFrames(2)
                .openGroups()
                .times(25, TestVideo.every(1, 150))
                .withSound()
                .write(folder.resolve("a.ts"));

        List<byte[]> once =
                Decoded.cut(file).stream().map(FragmentCutterTest::bytes).toList();
        List<byte[]> twice =
                Decoded.cut(file).stream().map(FragmentCutterTest::bytes).toList();

        assertThat(once).hasSameSizeAs(twice);
        for (int i = 0; i < once.size(); i++) {
            assertThat(twice.get(i)).isEqualTo(once.get(i));
        }
    }

    @Test
    void losesNoPictureWhereOnlyOpenGroupsCanBeCut() throws Exception {
        Path file = TestVideo.of("mpeg2video")
                .bFrames(2)
                .openGroups()
                .times(25, TestVideo.every(1, 400))
                .write(folder.resolve("open.mkv"));

        Decoded decoded = Decoded.of(file);

        assertThat(decoded.fragments()).hasSizeGreaterThan(2);
        assertThat(decoded.fragments().getFirst().blocks()).anyMatch(Block::invisible);
        assertThat(decoded.numbers()).isEqualTo(IntStream.range(0, 400).boxed().toList());
        assertThat(decoded.millis())
                .isEqualTo(IntStream.range(0, 400).mapToObj(i -> i * 40L).toList());
    }

    @Test
    void staysUnderTheLimitOfBytes() throws Exception {
        Path file = TestVideo.of("ffvhuff")
                .gop(1)
                .size(320, 240)
                .times(25, TestVideo.every(1, 60))
                .write(folder.resolve("a.avi"));
        CutOptions options = new CutOptions(Decoded.START, FragmentNumber.ONE, Duration.ofSeconds(2), 512 << 10);

        List<Fragment> fragments = Decoded.cut(file, options);

        assertThat(fragments).allMatch(fragment -> fragment.bytes().remaining() <= 512 << 10);
        assertThat(Decoded.of(fragments, "every-frame", 0).numbers()).hasSize(60);
    }

    @Test
    void keepsSoundBesideThePictures() {
        Path file = TestVideo.of("libopenh264")
                .times(25, TestVideo.every(1, 120))
                .withSound()
                .write(folder.resolve("a.ts"));

        List<Fragment> fragments = Decoded.cut(file);

        Track sound = fragments.getFirst().tracks().get(1);
        assertThat(sound.kind()).isEqualTo(Track.Kind.AUDIO);
        assertThat(sound.codecId()).isEqualTo("A_AAC");
        assertThat(sound.codecPrivate().hasRemaining()).isTrue();
        for (Fragment fragment : fragments) {
            assertThat(fragment.blocksOf(2))
                    .isNotEmpty()
                    .allMatch(block -> !block.offset().isNegative());
        }
    }

    @Test
    void closesGapsInTransportStreams() throws Exception {
        Path first =
                TestVideo.of("mpeg2video").times(25, TestVideo.every(1, 50)).write(folder.resolve("1.ts"));
        Path second = TestVideo.of("mpeg2video")
                .times(25, IntStream.range(0, 50).mapToLong(i -> 500_000 + i).toArray())
                .numberedFrom(50)
                .write(folder.resolve("2.ts"));
        Path third = TestVideo.of("mpeg2video")
                .times(25, TestVideo.every(1, 50))
                .numberedFrom(100)
                .write(folder.resolve("3.ts"));
        Path all = folder.resolve("all.ts");
        for (Path part : List.of(first, second, third)) {
            Files.write(all, Files.readAllBytes(part), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }

        Decoded decoded = Decoded.of(all);

        assertThat(decoded.numbers()).isEqualTo(IntStream.range(0, 150).boxed().toList());
        assertThat(decoded.millis())
                .isEqualTo(IntStream.range(0, 150).mapToObj(i -> i * 40L).toList());
    }

    @Test
    void refusesTimesBefore1970() {
        assertThatThrownBy(() -> CutOptions.startingAt(Instant.EPOCH.minusSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysThatAFileIsCutOffAfterWhatIsWhole() throws Exception {
        for (String name : List.of("a.mkv", "a.avi")) {
            Path file = TestVideo.of("mpeg4").times(25, TestVideo.every(1, 150)).write(folder.resolve(name));
            byte[] whole = Files.readAllBytes(file);
            Path cut = Files.write(folder.resolve("cut-" + name), Arrays.copyOf(whole, whole.length * 2 / 3));
            List<Fragment> fragments = new ArrayList<>();
            assertThatThrownBy(() -> collect(cut, fragments))
                    .isInstanceOfSatisfying(
                            FramesException.class, e -> assertThat(e.code()).isEqualTo(FramesException.Code.TRUNCATED))
                    .hasMessageContaining("cut-" + name);
            Decoded decoded = Decoded.of(fragments, "every-frame", 0);
            assertThat(decoded.numbers())
                    .isEqualTo(
                            IntStream.range(0, decoded.numbers().size()).boxed().toList());
            assertThat(decoded.numbers()).as(name).hasSizeGreaterThan(80);
        }
    }

    @Test
    void saysThatAnMp4LostItsIndex() throws Exception {
        Path file = TestVideo.of("mpeg4").write(folder.resolve("a.mp4"));
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {9, 40, whole.length / 2, whole.length - 10}) {
            Path cut = Files.write(folder.resolve("cut.mp4"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Decoded.cut(cut))
                    .isInstanceOf(FramesException.class)
                    .hasMessageContaining("cut.mp4");
        }
    }

    static void collect(Path file, List<Fragment> into) {
        try (FragmentCutter cutter = FragmentCutter.open(file, CutOptions.startingAt(Decoded.START))) {
            for (var next = cutter.next(); next.isPresent(); next = cutter.next()) {
                into.add(next.get());
            }
        }
    }

    static byte[] bytes(Fragment fragment) {
        byte[] bytes = new byte[fragment.bytes().remaining()];
        fragment.bytes().get(bytes);
        return bytes;
    }
}
