package io.kinedex.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoundAloneTest {
    private static final Instant START = Instant.parse("2026-11-26T08:00:00Z");
    private static final int RATE = 8000;
    private static final int SECONDS = 7;

    @TempDir
    private Path folder;

    @Test
    void cutsAFileOfSoundAloneWithoutLosingASample() throws Exception {
        List<Fragment> fragments = fragments(tone(folder.resolve("call.wav")));

        assertThat(fragments).hasSizeBetween(3, 4);
        Duration whole = Duration.ZERO;
        long samples = 0;
        try (SoundDecoder decoder = new SoundDecoder()) {
            for (Fragment fragment : fragments) {
                assertThat(fragment.tracks()).hasSize(1);
                for (Sound sound : decoder.decode(fragment).pieces()) {
                    samples += sound.samples().length;
                    whole = Duration.between(START, sound.end());
                }
            }
        }
        assertThat(whole.toMillis()).isCloseTo(SECONDS * 1000L, within(20L));
        assertThat(samples).isCloseTo(SECONDS * 16_000L, within(400L));
    }

    @Test
    void aClipOfSoundAloneIsSoundAlone() throws Exception {
        List<Fragment> fragments = fragments(tone(folder.resolve("call.wav")));
        Path file = folder.resolve("clip.mp4");

        Clip clip = ClipWriter.write(fragments.iterator(), START.plusMillis(1500), START.plusMillis(4500), file);

        assertThat(clip.mediaType()).isEqualTo("video/mp4");
        assertThat(clip.start()).isBetween(START.plusMillis(1300), START.plusMillis(1500));
        assertThat(clip.duration().toMillis()).isBetween(2900L, 3400L);
        assertThat(fragments(file)).isNotEmpty();
    }

    @Test
    void soundIsDrawnWhereItIsAndAnIntervalOfItMarked() throws Exception {
        List<Fragment> fragments = fragments(tone(folder.resolve("call.wav")));
        Instant from = START.minusSeconds(1);

        BufferedImage image = ImageIO.read(new ByteArrayInputStream(WaveformImage.jpeg(
                fragments.iterator(), from, from.plusSeconds(9), START.plusSeconds(1), START.plusSeconds(3), 320)));

        assertThat(image.getWidth()).isEqualTo(320);
        assertThat(image.getHeight()).isEqualTo(180);
        int perSecond = 320 / 9;
        assertThat(inked(image, perSecond / 2)).isLessThan(6);
        assertThat(inked(image, 320 - perSecond / 2)).isLessThan(6);
        assertThat(inked(image, 3 * perSecond)).isGreaterThan(30);
        assertThat(inked(image, 6 * perSecond)).isCloseTo(inked(image, 3 * perSecond), within(6));
        assertThat(isGreen(image, 3 * perSecond)).isTrue();
        assertThat(isGreen(image, 6 * perSecond)).isFalse();
    }

    private static int inked(BufferedImage image, int x) {
        return (int) IntStream.range(0, image.getHeight())
                .filter(y -> (image.getRGB(x, y) >> 8 & 255) > 100)
                .count();
    }

    private static boolean isGreen(BufferedImage image, int x) {
        int rgb = image.getRGB(x, image.getHeight() / 2);
        return (rgb >> 8 & 255) > (rgb >> 16 & 255) + 100;
    }

    private static List<Fragment> fragments(Path file) {
        List<Fragment> fragments = new ArrayList<>();
        try (FragmentCutter cutter = FragmentCutter.open(file, CutOptions.startingAt(START))) {
            for (Optional<Fragment> next = cutter.next(); next.isPresent(); next = cutter.next()) {
                fragments.add(next.get());
            }
        }
        return fragments;
    }

    /** A WAVE file: 16 bits, mono. */
    private static Path tone(Path file) throws IOException {
        int count = RATE * SECONDS;
        ByteBuffer wave = ByteBuffer.allocate(44 + 2 * count).order(ByteOrder.LITTLE_ENDIAN);
        wave.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 2 * count);
        wave.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
                .putInt(16)
                .putShort((short) 1)
                .putShort((short) 1);
        wave.putInt(RATE).putInt(2 * RATE).putShort((short) 2).putShort((short) 16);
        wave.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(2 * count);
        for (int i = 0; i < count; i++) {
            wave.putShort((short) (32767 * TestSound.tone(i, RATE)));
        }
        return Files.write(file, wave.array());
    }
}
