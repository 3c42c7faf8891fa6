package io.kinedex.inference.sound;

import io.kinedex.frames.Sound;

/**
 * How loud sound is to people: momentary loudness in LUFS by ITU-R BS.1770-5, of one channel, every 100 ms over the last 400.
 * The recommendation's two filters, a shelf and a high pass, are made for 16 kHz from their analogue prototypes. Stateless.
 */
final class Loudness {
    /** Samples of 100 ms. */
    static final int BLOCK = Sound.RATE / 10;

    private static final int BLOCKS = 4;
    private static final double OFFSET = -0.691;
    private static final double POWER_MIN = 1e-12;

    private static final double[] SHELF = shelf(1681.974450955533, 3.999843853973347, 0.7071752369554196);
    private static final double[] HIGH_PASS = highPass(38.13547087602444, 0.5003270373238773);

    private Loudness() {}

    /** For each whole 100 ms, the loudness of the 400 ms that end with it, or of what there is. */
    static double[] momentary(float[] samples) {
        double[] weighted = filtered(HIGH_PASS, filtered(SHELF, doubles(samples)));
        int blocks = samples.length / BLOCK;
        double[] powers = new double[blocks];
        for (int i = 0; i < blocks * BLOCK; i++) {
            powers[i / BLOCK] += weighted[i] * weighted[i] / BLOCK;
        }
        double[] loudness = new double[blocks];
        for (int block = 0; block < blocks; block++) {
            int from = Math.max(0, block - BLOCKS + 1);
            double sum = 0;
            for (int i = from; i <= block; i++) {
                sum += powers[i];
            }
            loudness[block] = OFFSET + 10 * Math.log10(Math.max(sum / (block - from + 1), POWER_MIN));
        }
        return loudness;
    }

    private static double[] doubles(float[] samples) {
        double[] values = new double[samples.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = samples[i];
        }
        return values;
    }

    /** A filter of second order: b0, b1, b2, a1, a2. */
    private static double[] filtered(double[] filter, double[] values) {
        double[] out = new double[values.length];
        double in1 = 0;
        double in2 = 0;
        double out1 = 0;
        double out2 = 0;
        for (int i = 0; i < values.length; i++) {
            double in = values[i];
            double next = filter[0] * in + filter[1] * in1 + filter[2] * in2 - filter[3] * out1 - filter[4] * out2;
            in2 = in1;
            in1 = in;
            out2 = out1;
            out1 = next;
            out[i] = next;
        }
        return out;
    }

    private static double[] shelf(double hertz, double decibels, double quality) {
        double k = Math.tan(Math.PI * hertz / Sound.RATE);
        double high = Math.pow(10, decibels / 20);
        double band = Math.pow(high, 0.4996667741545416);
        double a0 = 1 + k / quality + k * k;
        return new double[] {
            (high + band * k / quality + k * k) / a0,
            2 * (k * k - high) / a0,
            (high - band * k / quality + k * k) / a0,
            2 * (k * k - 1) / a0,
            (1 - k / quality + k * k) / a0
        };
    }

    private static double[] highPass(double hertz, double quality) {
        double k = Math.tan(Math.PI * hertz / Sound.RATE);
        double a0 = 1 + k / quality + k * k;
        return new double[] {1, -2, 1, 2 * (k * k - 1) / a0, (1 - k / quality + k * k) / a0};
    }
}
