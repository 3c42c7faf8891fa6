package io.kinedex.inference.speech;

import io.kinedex.frames.Sound;
import java.util.Arrays;

/**
 * The features that Whisper was trained on: 80 mel bands of 25 ms windows every 10 ms, over 30 seconds. For one thread.
 *
 * <p>As in Radford et al., Robust Speech Recognition via Large-Scale Weak Supervision (2022), and the program published with it:
 * periodic Hann window of 400 samples, hop 160, reflected at the start; mel scale and area normalisation of Slaney's
 * Auditory Toolbox; log10 of the power, no lower than 8 below the loudest, then (x + 4) / 4.
 */
final class LogMel {
    static final int BANDS = 80;
    static final int FRAMES = 3000;
    static final int HOP = 160;

    /** The longest sound that the model takes. */
    static final int SAMPLES_MAX = 30 * Sound.RATE;

    private static final int WINDOW = PowerSpectrum.SIZE;
    private static final double POWER_MIN = 1e-10;
    private static final double RANGE = 8;

    private static final double LINEAR_MEL_HERTZ = 200.0 / 3;
    private static final double LOG_FROM_HERTZ = 1000;
    private static final double LOG_STEP = Math.log(6.4) / 27;

    private static final double[][] FILTERS = filters();

    private final PowerSpectrum spectrum = new PowerSpectrum();
    private final double[] hann = new double[WINDOW];

    LogMel() {
        for (int i = 0; i < WINDOW; i++) {
            hann[i] = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / WINDOW);
        }
    }

    /**
     * Features of a sound of at most 30 s, which silence fills up.
     *
     * @return 80 rows of 3000 frames
     */
    float[] of(float[] samples) {
        float[] mel = new float[BANDS * FRAMES];
        Arrays.fill(mel, (float) Math.log10(POWER_MIN));
        // Behind the last window that touches the sound there is silence alone.
        int frames = Math.min(FRAMES, (samples.length + WINDOW / 2) / HOP + 1);
        double loudest = Math.log10(POWER_MIN);
        double[] window = new double[WINDOW];
        double[] power = new double[PowerSpectrum.BINS];
        for (int frame = 0; frame < frames; frame++) {
            fill(window, samples, frame * HOP - WINDOW / 2);
            spectrum.of(window, power);
            for (int band = 0; band < BANDS; band++) {
                double log = Math.log10(Math.max(POWER_MIN, dot(FILTERS[band], power)));
                mel[band * FRAMES + frame] = (float) log;
                loudest = Math.max(loudest, log);
            }
        }
        float floor = (float) (loudest - RANGE);
        for (int i = 0; i < mel.length; i++) {
            mel[i] = (Math.max(mel[i], floor) + 4) / 4;
        }
        return mel;
    }

    private void fill(double[] window, float[] samples, int from) {
        for (int i = 0; i < WINDOW; i++) {
            int at = Math.abs(from + i);
            // At the far end the thirty seconds are reflected, too.
            at = at >= SAMPLES_MAX ? 2 * (SAMPLES_MAX - 1) - at : at;
            window[i] = at < samples.length ? samples[at] * hann[i] : 0;
        }
    }

    private static double dot(double[] filter, double[] power) {
        double sum = 0;
        for (int bin = (int) filter[0]; bin < (int) filter[1]; bin++) {
            sum += filter[bin + 2] * power[bin];
        }
        return sum;
    }

    /** For each band the first bin, the bin after the last, and the weights of all bins. */
    private static double[][] filters() {
        double[] edges = new double[BANDS + 2];
        double top = mel(Sound.RATE / 2.0);
        for (int i = 0; i < edges.length; i++) {
            edges[i] = hertz(top * i / (BANDS + 1));
        }
        double[][] filters = new double[BANDS][PowerSpectrum.BINS + 2];
        for (int band = 0; band < BANDS; band++) {
            double low = edges[band];
            double centre = edges[band + 1];
            double high = edges[band + 2];
            int first = PowerSpectrum.BINS;
            int end = 0;
            for (int bin = 0; bin < PowerSpectrum.BINS; bin++) {
                double hertz = bin * (double) Sound.RATE / WINDOW;
                double slope = Math.min((hertz - low) / (centre - low), (high - hertz) / (high - centre));
                if (slope > 0) {
                    filters[band][bin + 2] = slope * 2 / (high - low);
                    first = Math.min(first, bin);
                    end = bin + 1;
                }
            }
            filters[band][0] = first;
            filters[band][1] = end;
        }
        return filters;
    }

    /** The weight of a frequency bin in a band. */
    static double weight(int band, int bin) {
        return FILTERS[band][bin + 2];
    }

    private static double mel(double hertz) {
        return hertz < LOG_FROM_HERTZ
                ? hertz / LINEAR_MEL_HERTZ
                : LOG_FROM_HERTZ / LINEAR_MEL_HERTZ + Math.log(hertz / LOG_FROM_HERTZ) / LOG_STEP;
    }

    private static double hertz(double mel) {
        double logFrom = LOG_FROM_HERTZ / LINEAR_MEL_HERTZ;
        return mel < logFrom ? mel * LINEAR_MEL_HERTZ : LOG_FROM_HERTZ * Math.exp(LOG_STEP * (mel - logFrom));
    }
}
