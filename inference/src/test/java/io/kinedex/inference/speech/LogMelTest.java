package io.kinedex.inference.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LogMelTest {
    @Test
    void theFastTransformGivesWhatTheSumGives() {
        Random random = new Random(1);
        double[] samples = random.doubles(PowerSpectrum.SIZE, -1, 1).toArray();
        double[] power = new double[PowerSpectrum.BINS];

        new PowerSpectrum().of(samples, power);

        for (int k = 0; k < PowerSpectrum.BINS; k++) {
            double real = 0;
            double imaginary = 0;
            for (int i = 0; i < samples.length; i++) {
                double angle = 2 * Math.PI * k * i / samples.length;
                real += samples[i] * Math.cos(angle);
                imaginary -= samples[i] * Math.sin(angle);
            }
            assertThat(power[k]).isCloseTo(real * real + imaginary * imaginary, within(1e-8));
        }
    }

    @Test
    void filtersAreSlaneys() {
        // Values of librosa.filters.mel(sr=16000, n_fft=400, n_mels=80), which Whisper's program carries in a file.
        assertThat(LogMel.weight(0, 1)).isCloseTo(0.02486259490251541, within(1e-6));
        assertThat(LogMel.weight(1, 1)).isCloseTo(0.001990821911022067, within(1e-6));
        assertThat(LogMel.weight(1, 2)).isCloseTo(0.022871771827340126, within(1e-6));
    }

    @Test
    void silenceIsFlatAndATonePeaksInItsBand() {
        float[] silence = new LogMel().of(new float[16_000]);
        assertThat(silence).hasSize(80 * 3000).containsOnly(silence[0]);
        assertThat(silence[0]).isEqualTo(-1.5f);

        float[] tone = new float[16_000];
        for (int i = 0; i < tone.length; i++) {
            tone[i] = (float) (0.5 * Math.sin(2 * Math.PI * 1000 * i / 16_000));
        }
        float[] mel = new LogMel().of(tone);
        int loudest = 0;
        for (int band = 0; band < 80; band++) {
            loudest = mel[band * 3000 + 50] > mel[loudest * 3000 + 50] ? band : loudest;
        }
        // 1000 Hz is mel 15 of 45.245 over 81 steps: between the centres of bands 25 and 26.
        assertThat(loudest).isBetween(25, 26);
        assertThat(mel[loudest * 3000 + 50] - mel[loudest * 3000 + 2000]).isCloseTo(2f, within(1e-5f));
    }
}
