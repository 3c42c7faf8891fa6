package io.kinedex.inference.speech;

/**
 * The power of the frequencies in 400 real samples, by a Fourier transform of 200 complex ones. For one thread.
 *
 * <p>The two halves of a real transform are taken apart as in Press et al., Numerical Recipes, section 12.3.
 */
final class PowerSpectrum {
    static final int SIZE = 400;
    static final int BINS = SIZE / 2 + 1;
    private static final int HALF = SIZE / 2;

    /** 5 x 5 x 2 x 2 x 2 = 200. */
    private static final int[] FACTORS = {5, 5, 2, 2, 2};

    private final double[] cosines = new double[SIZE];
    private final double[] sines = new double[SIZE];
    private final double[] real = new double[HALF];
    private final double[] imaginary = new double[HALF];
    private final double[] givenReal = new double[HALF];
    private final double[] givenImaginary = new double[HALF];

    PowerSpectrum() {
        for (int i = 0; i < SIZE; i++) {
            cosines[i] = Math.cos(2 * Math.PI * i / SIZE);
            sines[i] = -Math.sin(2 * Math.PI * i / SIZE);
        }
    }

    /** Puts |X(k)| squared for k = 0..200 into {@code power}. */
    void of(double[] samples, double[] power) {
        for (int i = 0; i < HALF; i++) {
            givenReal[i] = samples[2 * i];
            givenImaginary[i] = samples[2 * i + 1];
        }
        transform(0, 1, 0, HALF, 0);
        for (int k = 0; k <= HALF; k++) {
            int same = k % HALF;
            int mirror = (HALF - k) % HALF;
            double evenReal = (real[same] + real[mirror]) / 2;
            double evenImaginary = (imaginary[same] - imaginary[mirror]) / 2;
            double oddReal = (imaginary[same] + imaginary[mirror]) / 2;
            double oddImaginary = (real[mirror] - real[same]) / 2;
            double sumReal = evenReal + oddReal * cosines[k] - oddImaginary * sines[k];
            double sumImaginary = evenImaginary + oddReal * sines[k] + oddImaginary * cosines[k];
            power[k] = sumReal * sumReal + sumImaginary * sumImaginary;
        }
    }

    /** Transforms every {@code step}th given value from {@code from} into {@code count} values at {@code to}. */
    private void transform(int from, int step, int to, int count, int level) {
        if (count == 1) {
            real[to] = givenReal[from];
            imaginary[to] = givenImaginary[from];
            return;
        }
        int factor = FACTORS[level];
        int part = count / factor;
        for (int i = 0; i < factor; i++) {
            transform(from + i * step, step * factor, to + i * part, part, level + 1);
        }
        combine(to, count, factor, part);
    }

    private void combine(int to, int count, int factor, int part) {
        double[] partReal = new double[factor];
        double[] partImaginary = new double[factor];
        int turn = SIZE / count;
        for (int k = 0; k < part; k++) {
            for (int i = 0; i < factor; i++) {
                partReal[i] = real[to + i * part + k];
                partImaginary[i] = imaginary[to + i * part + k];
            }
            for (int q = 0; q < factor; q++) {
                int bin = k + q * part;
                double sumReal = 0;
                double sumImaginary = 0;
                for (int i = 0; i < factor; i++) {
                    int angle = bin * i % count * turn;
                    sumReal += partReal[i] * cosines[angle] - partImaginary[i] * sines[angle];
                    sumImaginary += partReal[i] * sines[angle] + partImaginary[i] * cosines[angle];
                }
                real[to + bin] = sumReal;
                imaginary[to + bin] = sumImaginary;
            }
        }
    }
}
