package io.kinedex.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoundDecoderTest {
    private static final int PICTURES = 400;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "aac,       48000, 2, a.mp4",
        "aac,       44100, 1, a.mkv",
        "aac,       22050, 2, a.ts",
        "libopus,   48000, 2, a.webm",
        "vorbis,    44100, 2, a.mkv",
        "libmp3lame,44100, 2, a.mp4",
        "flac,      48000, 2, a.mkv",
        "pcm_s16le, 16000, 1, a.mkv",
        "pcm_s16le, 11025, 6, a.mkv",
        "pcm_alaw,  8000,  1, a.mkv",
        "pcm_mulaw, 8000,  1, a.mkv",
    })
    void fragmentsJoinToAToneWithoutClicks(String codec, int rate, int channels, String name) {
        List<Fragment> fragments = fragments(codec, rate, channels, name);
        List<Sound> pieces = pieces(fragments);

        assertThat(fragments).hasSizeGreaterThan(5);
        assertThat(pieces).hasSize(fragments.size());
        for (int i = 1; i < pieces.size(); i++) {
            Duration off =
                    Duration.between(pieces.get(i - 1).end(), pieces.get(i).start());
            assertThat(off).as("join %d", i).isBetween(Duration.ofMillis(-2), Duration.ofMillis(2));
        }
        assertThat(pieces.getFirst().start()).isBetween(Decoded.START.minusMillis(1), Decoded.START.plusMillis(60));
        assertThat(Duration.between(Decoded.START, pieces.getLast().end()))
                .isBetween(Duration.ofMillis(15_950), Duration.ofMillis(16_150));
        // Loss by the codec itself is below -20 dB; a missing overlap or a pre-skip in each fragment is far above.
        assertThat(worstError(pieces)).isLessThan(TestSound.LEVEL * 0.1);
    }

    @Test
    void aLaterStartGivesTheSame() {
        List<Fragment> fragments = fragments("libopus", 48_000, 1, "a.webm");
        List<Sound> whole = pieces(fragments);
        try (SoundDecoder late = new SoundDecoder()) {
            late.follow(fragments.get(4));
            Sound sound = late.decode(fragments.get(5)).pieces().getFirst();

            assertThat(sound.start()).isEqualTo(whole.get(5).start());
            assertThat(Arrays.equals(sound.samples(), whole.get(5).samples())).isTrue();
        }
    }

    @Test
    void aFragmentThatFollowsNoneIsDecodedByItself() {
        List<Fragment> fragments = fragments("aac", 48_000, 1, "a.mp4");
        try (SoundDecoder one = new SoundDecoder();
                SoundDecoder other = new SoundDecoder()) {
            other.decode(fragments.get(2));

            Sound alone = one.decode(fragments.get(6)).pieces().getFirst();
            Sound afterAGap = other.decode(fragments.get(6)).pieces().getFirst();

            assertThat(Arrays.equals(afterAGap.samples(), alone.samples())).isTrue();
            assertThat(alone.start())
                    .isBetween(
                            fragments.get(6).producerStart(),
                            fragments.get(6).producerStart().plusMillis(25));
        }
    }

    @Test
    void givesNothingWhereThereIsNoSound() {
        Path file = TestVideo.of("mpeg4").write(folder.resolve("a.mkv"));
        try (SoundDecoder decoder = new SoundDecoder()) {
            assertThat(decoder.decode(Decoded.cut(file).getFirst())).isEqualTo(DecodedSound.NONE);
        }
    }

    @Test
    void aGapInTheTimestampsBeginsANewPiece() {
        Fragment fragment = fragments("pcm_s16le", 16_000, 1, "a.mkv").get(3);
        byte[] document = bytes(fragment);
        List<Block> sounds = fragment.blocksOf(2);
        List<Integer> payloads = fragment.payloadOffsets(2);
        int half = sounds.size() / 2;
        for (int i = half; i < sounds.size(); i++) {
            // A block's time is the 16 bits before its flags and payload.
            int at = payloads.get(i) - 3;
            short millis = ByteBuffer.wrap(document).getShort(at);
            ByteBuffer.wrap(document).putShort(at, (short) (millis + 700));
        }

        List<Sound> pieces =
                decode(Fragment.parse(document, FragmentLimits.DEFAULTS)).pieces();

        assertThat(pieces).hasSize(2);
        assertThat(Duration.between(pieces.get(0).end(), pieces.get(1).start()))
                .isBetween(Duration.ofMillis(698), Duration.ofMillis(702));
    }

    @ParameterizedTest
    @CsvSource({"aac,48000,a.mp4", "libopus,48000,a.webm", "flac,48000,b.mkv", "libmp3lame,44100,c.mkv"})
    void countsDamageAndGivesWhatIsLeft(String codec, int rate, String name) throws Exception {
        Fragment fragment = fragments(codec, rate, 1, name).get(2);
        byte[] document = bytes(fragment);
        List<Block> sounds = fragment.blocksOf(2);
        List<Integer> payloads = fragment.payloadOffsets(2);
        for (int i = sounds.size() / 3; i < sounds.size() / 3 + 4; i++) {
            for (int at = 0; at < sounds.get(i).payload().remaining(); at++) {
                document[payloads.get(i) + at] = (byte) (0x55 ^ at * 31);
            }
        }
        Fragment damaged = Fragment.parse(document, FragmentLimits.DEFAULTS);

        DecodedSound sound = decode(damaged);

        assertThat(sound.corrupt()).isPositive();
        assertThat(sound.reason()).isNotBlank();
        Duration left = sound.pieces().stream().map(Sound::duration).reduce(Duration.ZERO, Duration::plus);
        assertThat(left).isGreaterThan(fragment.duration().dividedBy(2));
        assertThat(Decoded.of(List.of(damaged), "every-frame", 0).numbers()).isNotEmpty();
    }

    @Test
    void aFragmentOfRubbishIsCountedAndTheNextIsHeard() {
        List<Fragment> fragments = fragments("aac", 48_000, 1, "a.mp4");
        byte[] document = bytes(fragments.get(1));
        Fragment fragment = fragments.get(1);
        List<Integer> payloads = fragment.payloadOffsets(2);
        for (int i = 0; i < payloads.size(); i++) {
            int size = fragment.blocksOf(2).get(i).payload().remaining();
            Arrays.fill(document, payloads.get(i), payloads.get(i) + size, (byte) 0xff);
        }
        try (SoundDecoder decoder = new SoundDecoder()) {
            assertThat(decoder.decode(Fragment.parse(document, FragmentLimits.DEFAULTS))
                            .corrupt())
                    .isPositive();
            DecodedSound next = decoder.decode(fragments.get(2));

            assertThat(next.isClean()).isTrue();
            assertThat(next.pieces()).hasSize(1);
        }
    }

    @Test
    void samplesAndTimesAgree() {
        assertThat(Sound.duration(16)).isEqualTo(Duration.ofMillis(1));
        assertThat(Sound.samples(Duration.ofMillis(250))).isEqualTo(4000);
        assertThat(Sound.samples(Duration.ofNanos(-62_500))).isEqualTo(-1);
        Sound sound = new Sound(Instant.EPOCH, new float[8000]);
        assertThat(sound.end()).isEqualTo(Instant.EPOCH.plusMillis(500));
    }

    private List<Fragment> fragments(String codec, int rate, int channels, String name) {
        String video = name.endsWith("webm") ? "libvpx" : name.endsWith("ts") ? "mpeg2video" : "mpeg4";
        Path file = TestVideo.of(video)
                .size(32, 16)
                .gop(50)
                .times(25, TestVideo.every(1, PICTURES))
                .withSound(TestSound.of(codec, rate, channels))
                .write(folder.resolve(name));
        return Decoded.cut(file);
    }

    private static List<Sound> pieces(List<Fragment> fragments) {
        List<Sound> pieces = new ArrayList<>();
        try (SoundDecoder decoder = new SoundDecoder()) {
            for (Fragment fragment : fragments) {
                DecodedSound sound = decoder.decode(fragment);
                assertThat(sound.reason()).isEmpty();
                pieces.addAll(sound.pieces());
            }
        }
        return pieces;
    }

    private static DecodedSound decode(Fragment fragment) {
        try (SoundDecoder decoder = new SoundDecoder()) {
            return decoder.decode(fragment);
        }
    }

    /** The largest distance from a tone of the right frequency, fitted to each 40 ms that spans pieces or lies in one. */
    private static double worstError(List<Sound> pieces) {
        int total = pieces.stream().mapToInt(piece -> piece.samples().length).sum();
        float[] all = new float[total];
        int at = 0;
        for (Sound piece : pieces) {
            System.arraycopy(piece.samples(), 0, all, at, piece.samples().length);
            at += piece.samples().length;
        }
        double worst = 0;
        // The first 100 ms have nothing before them, the last may be cut by the encoder.
        for (int from = 1600; from + 640 < total - 3200; from += 320) {
            worst = Math.max(worst, errorOfFit(all, from, 640));
        }
        return worst;
    }

    private static double errorOfFit(float[] all, int from, int count) {
        double sine = 0;
        double cosine = 0;
        double step = 2 * Math.PI * TestSound.TONE / Sound.RATE;
        for (int i = 0; i < count; i++) {
            sine += all[from + i] * Math.sin(step * i) * 2 / count;
            cosine += all[from + i] * Math.cos(step * i) * 2 / count;
        }
        assertThat(Math.hypot(sine, cosine)).as("level at sample %d", from).isCloseTo(TestSound.LEVEL, within(0.05));
        double sum = 0;
        for (int i = 0; i < count; i++) {
            double error = all[from + i] - sine * Math.sin(step * i) - cosine * Math.cos(step * i);
            sum += error * error;
        }
        return Math.sqrt(sum / count);
    }

    private static byte[] bytes(Fragment fragment) {
        ByteBuffer buffer = fragment.bytes();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
