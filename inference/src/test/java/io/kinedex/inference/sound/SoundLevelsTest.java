package io.kinedex.inference.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinedex.frames.Sound;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SoundLevelsTest {
    @Test
    void loudnessIsThatOfTheRecommendation() {
        // BS.1770: a full-scale sine of 997 Hz in one channel reads -3.01.
        double[] full = Loudness.momentary(TestSounds.tone(997, 1, 2));
        assertThat(full[15]).isCloseTo(-3.01, within(0.1));

        double[] quiet = Loudness.momentary(TestSounds.tone(997, 0.01, 2));
        assertThat(quiet[15]).isCloseTo(-43.01, within(0.1));

        // The high pass leaves little of a hum.
        double[] hum = Loudness.momentary(TestSounds.tone(25, 1, 2));
        assertThat(hum[15]).isLessThan(-9);
        assertThat(Loudness.momentary(new float[3200])).hasSize(2).containsOnly(-0.691 - 120);
    }

    @Test
    void tellsWhereItWasSilentAndLoud() {
        float[] sound = TestSounds.joined(
                TestSounds.tone(500, 0.1, 2),
                new float[3 * Sound.RATE],
                TestSounds.tone(500, 0.1, 1),
                TestSounds.tone(500, 0.6, 2),
                TestSounds.tone(500, 0.1, 1));

        List<SoundLevels.Span> spans = listen(TestSounds.pieces(sound, 32_000), false);

        assertThat(spans).extracting(SoundLevels.Span::label).containsExactly("silence", "loud");
        assertThat(seconds(spans.get(0))).isCloseTo(2.8, within(0.3));
        assertThat(seconds(spans.get(1))).isCloseTo(2.2, within(0.3));
    }

    @Test
    void whatIsLoudStaysSoOverWhatIsALittleLessLoud() {
        float[] sound = TestSounds.joined(
                TestSounds.tone(500, 0.15, 1),
                TestSounds.tone(500, 0.5, 1),
                TestSounds.tone(500, 0.2, 1),
                TestSounds.tone(500, 0.5, 1),
                TestSounds.tone(500, 0.05, 2));

        List<SoundLevels.Span> spans = listen(TestSounds.pieces(sound, 12_000), true);

        assertThat(spans).extracting(SoundLevels.Span::label).containsExactly("loud");
        assertThat(seconds(spans.getFirst())).isCloseTo(3.2, within(0.3));
    }

    @Test
    void tellsLongSilenceMinuteByMinuteAndGoesOnAfterARestart() {
        List<Sound> pieces = TestSounds.pieces(new float[150 * Sound.RATE], 47_000);

        List<SoundLevels.Span> spans = listen(pieces, true);

        assertThat(spans).isEqualTo(listen(pieces, false)).hasSize(3);
        assertThat(spans).allMatch(span -> span.label().equals("silence") && seconds(span) <= 60);
        assertThat(spans.stream().mapToDouble(SoundLevelsTest::seconds).sum()).isCloseTo(150, within(0.001));
    }

    private static List<SoundLevels.Span> listen(List<Sound> pieces, boolean restarting) {
        SoundLevels levels = new SoundLevels();
        List<SoundLevels.Span> spans = new ArrayList<>();
        for (Sound piece : pieces) {
            spans.addAll(levels.listen(List.of(piece)));
            levels = restarting ? SoundLevels.restore(levels.state()) : levels;
        }
        spans.addAll(levels.end());
        return spans;
    }

    private static double seconds(SoundLevels.Span span) {
        return Duration.between(span.start(), span.end()).toMillis() / 1000.0;
    }
}
