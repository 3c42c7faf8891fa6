package io.kinedex.frames;

import java.util.Arrays;

/**
 * Mono samples that follow one another, at the rate of their codec. Those at its head lead up to the first that counts:
 * decoder and resampler have heard them, and they are left out. For one thread.
 */
final class SoundRun {
    private final int rate;
    private long startMicros;
    private float[] samples;
    private int filled;
    private int head;

    SoundRun(int rate, long startMicros) {
        this.rate = rate;
        this.startMicros = startMicros;
        this.samples = new float[rate];
    }

    int rate() {
        return rate;
    }

    /** Samples that count. */
    int size() {
        return Math.max(0, filled - head);
    }

    /** When the first sample that counts is heard. */
    long startNanos() {
        return startMicros * 1_000;
    }

    long endMicros() {
        return startMicros + (filled - head) * 1_000_000L / rate;
    }

    /** Adds samples that only lead up to others. */
    void lead(float[] more) {
        append(more);
        head = filled;
    }

    /** What comes next is the first that counts. */
    void startAt(long micros) {
        startMicros = micros;
    }

    /** The first so many samples do not count. */
    void skip(int count) {
        head = count;
        startMicros += count * 1_000_000L / rate;
    }

    void append(float[] more) {
        if (filled + more.length > samples.length) {
            samples = Arrays.copyOf(samples, Math.max(filled + more.length, samples.length * 2));
        }
        System.arraycopy(more, 0, samples, filled, more.length);
        filled += more.length;
    }

    /** What counts, at {@link Sound#RATE}, each sample in -1..1. */
    float[] resampled() {
        float[] result;
        if (rate == Sound.RATE) {
            result = Arrays.copyOfRange(samples, head, filled);
        } else {
            // As many leading samples as make a whole number of samples at the new rate.
            int step = rate / commonDivisor(rate, Sound.RATE);
            int lead = head / step * step;
            float[] all = SoundMixer.resample(Arrays.copyOfRange(samples, head - lead, filled), rate);
            int leftOut = Math.toIntExact((long) lead * Sound.RATE / rate);
            int wanted = Math.toIntExact(Math.round((double) size() * Sound.RATE / rate));
            result = Arrays.copyOfRange(all, Math.min(leftOut, all.length), Math.min(leftOut + wanted, all.length));
        }
        for (int i = 0; i < result.length; i++) {
            float sample = result[i];
            result[i] = Float.isFinite(sample) ? Math.clamp(sample, -1f, 1f) : 0;
        }
        return result;
    }

    private static int commonDivisor(int a, int b) {
        return b == 0 ? a : commonDivisor(b, a % b);
    }
}
