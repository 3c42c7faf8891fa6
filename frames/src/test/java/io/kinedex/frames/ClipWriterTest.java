package io.kinedex.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClipWriterTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "libopenh264, 0, video/mp4",
        "mpeg4, 2, video/mp4",
        "mpeg2video, 2, video/mp4",
        "libvpx, 0, video/webm",
        "ffvhuff, 0, video/x-matroska"
    })
    void startsWithTheKeyframeBefore(String codec, int bFrames, String mediaType) throws Exception {
        Path file = TestVideo.of(codec)
                .bFrames(bFrames)
                .openGroups()
                .gop(10)
                .times(25, TestVideo.every(1, 200))
                .withSound()
                .write(folder.resolve("a.mkv"));
        List<Fragment> fragments = Decoded.cut(file);
        Path clip = folder.resolve("clip");

        Clip written = ClipWriter.write(fragments.iterator(), at(3_100), at(5_000), clip);

        int first = (int) (Duration.between(Decoded.START, written.start()).toMillis() / 40);
        assertThat(written.mediaType()).isEqualTo(mediaType).isEqualTo(ClipWriter.mediaType(fragments.getFirst()));
        assertThat(first).isBetween(3_100 / 40 - 12, 3_100 / 40);
        Decoded decoded = Decoded.of(clip);
        assertThat(decoded.numbers())
                .startsWith(IntStream.range(first, 125).boxed().toArray(Integer[]::new));
        assertThat(decoded.frames()).allMatch(seen -> seen.millis() == (seen.number() - first) * 40L);
        assertThat(decoded.numbers().size()).isEqualTo(written.pictures()).isLessThanOrEqualTo(126 - first);
        assertThat(MediaProbe.probe(clip).streams()).hasSize(mediaType.equals("video/webm") ? 1 : 2);
    }

    @Test
    void keepsRotationAndPixelShape() throws Exception {
        Path file = TestVideo.of("libopenh264").rotated(90).pixelAspect(4, 3).write(folder.resolve("a.mp4"));
        Path clip = folder.resolve("clip.mp4");

        ClipWriter.write(Decoded.cut(file).iterator(), at(0), at(1_000), clip);

        MediaInfo.Stream video = MediaProbe.probe(clip).video().orElseThrow();
        assertThat(video.rotation()).isEqualTo(90);
        assertThat(video.displayWidth()).isEqualTo(96);
        assertThat(video.displayHeight()).isEqualTo(213);
    }

    @Test
    void saysThatThereIsNothing() {
        List<Fragment> fragments = Decoded.cut(TestVideo.of("mpeg4").write(folder.resolve("a.mp4")));

        assertThatThrownBy(() -> ClipWriter.write(fragments.iterator(), at(-2_000), at(-1_000), folder.resolve("clip")))
                .isInstanceOfSatisfying(
                        FramesException.class, e -> assertThat(e.code()).isEqualTo(FramesException.Code.EMPTY));
    }

    @Test
    void saysWhyWritingFailed() {
        List<Fragment> fragments = Decoded.cut(TestVideo.of("mpeg4").write(folder.resolve("a.mp4")));
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no space left");
            }
        };

        assertThatThrownBy(() -> ClipWriter.write(fragments.iterator(), at(0), at(1_000), full))
                .isInstanceOf(FramesException.class)
                .hasMessageContaining("no space left");
    }

    @Test
    void drawsBoxesOnTheFrameOfTheMoment() throws Exception {
        Path file = TestVideo.of("libopenh264")
                .size(320, 240)
                .times(25, TestVideo.every(1, 100))
                .write(folder.resolve("a.mp4"));
        Fragment second = Decoded.cut(file).get(1);
        Overlay box = new Overlay(0.25, 0.6, 0.5, 0.3, "car 0.9");

        byte[] jpeg = StillImage.jpeg(second, second.producerStart().plusMillis(419), 320, List.of(box));

        var image = ImageIO.read(new ByteArrayInputStream(jpeg));
        assertThat(image.getWidth()).isEqualTo(320);
        assertThat(image.getHeight()).isEqualTo(240);
        int number = 0;
        for (int bit = 0; bit < TestVideo.BITS; bit++) {
            int green = image.getRGB((2 * bit + 1) * 320 / (2 * TestVideo.BITS), 60) >> 8 & 0xff;
            number |= green > 128 ? 1 << bit : 0;
        }
        long start = Duration.between(Decoded.START, second.producerStart()).toMillis();
        assertThat(number).isEqualTo((int) (start + 400) / 40);
        int edge = image.getRGB(160, 145);
        assertThat((edge >> 8 & 0xff) - (edge & 0xff))
                .as("green over blue on the outline")
                .isGreaterThan(80);
    }

    private static Instant at(long millis) {
        return Decoded.START.plusMillis(millis);
    }
}
