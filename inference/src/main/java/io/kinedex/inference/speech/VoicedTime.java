package io.kinedex.inference.speech;

import io.kinedex.frames.Sound;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The parts of a segment that are loud enough to be speech, by the energy of each 10 ms. Words are spread over them in
 * proportion to their letters where a model tells no times, and freed of pauses where it does. For one thread.
 */
final class VoicedTime {
    private static final int FRAME = Sound.RATE / 100;
    private static final double FRAME_SECONDS = 0.01;

    private static final int PAUSE_FRAMES = 20;

    /** How far below the loud frames of a segment, in decibels, speech may be. */
    private static final double RANGE_DECIBELS = 30;

    /** The quantiles of the frames' energies that count as loud and as the room's own noise. */
    private static final double LOUD = 0.95;

    private static final double NOISE = 0.1;

    /** Where between noise and loudness, both in decibels, speech begins. */
    private static final double ABOVE_NOISE = 0.4;

    private static final double ENERGY_MIN = 1e-9;

    private final double[] voicedBefore;

    private VoicedTime(double[] voicedBefore) {
        this.voicedBefore = voicedBefore;
    }

    static VoicedTime of(float[] samples) {
        int frames = Math.max(1, samples.length / FRAME);
        double[] energies = new double[frames];
        for (int i = 0; i < samples.length && i / FRAME < frames; i++) {
            energies[i / FRAME] += samples[i] * samples[i];
        }
        double[] sorted = energies.clone();
        Arrays.sort(sorted);
        double loud = decibels(sorted[(int) (LOUD * (frames - 1))]);
        double noise = decibels(sorted[(int) (NOISE * (frames - 1))]);
        double floor = Math.max(loud - RANGE_DECIBELS, noise + ABOVE_NOISE * (loud - noise));
        double[] before = new double[frames + 1];
        for (int i = 0; i < frames; i++) {
            before[i + 1] = before[i] + (decibels(energies[i]) > floor ? 1 : 0);
        }
        return new VoicedTime(before);
    }

    private static double decibels(double energy) {
        return 10 * Math.log10(energy + ENERGY_MIN);
    }

    List<Transcript.SpokenWord> spread(List<String> words, List<Double> confidences) {
        double letters = words.stream().mapToInt(String::length).sum();
        List<Transcript.SpokenWord> spread = new ArrayList<>();
        double done = 0;
        for (int i = 0; i < words.size(); i++) {
            double start = after(done / letters, true);
            done += words.get(i).length();
            double end = after(done / letters, false);
            spread.add(new Transcript.SpokenWord(words.get(i), start, Math.max(start, end), confidences.get(i)));
        }
        return spread;
    }

    /**
     * A word's span without the pauses around it: no word has a pause of 200 ms inside, so of the parts between such pauses
     * the longest is taken. As it is where nothing in it is voiced.
     */
    WordAlignment.Span voiced(WordAlignment.Span span) {
        int last = voicedBefore.length - 1;
        int from = Math.clamp(Math.round(span.start() / FRAME_SECONDS), 0, last);
        int to = Math.clamp(Math.round(span.end() / FRAME_SECONDS), from, last);
        int begin = -1;
        int end = -1;
        int bestBegin = from;
        int bestEnd = from;
        for (int frame = from; frame < to; frame++) {
            if (voicedBefore[frame + 1] > voicedBefore[frame]) {
                begin = begin < 0 || frame - end >= PAUSE_FRAMES ? frame : begin;
                end = frame + 1;
                if (end - begin > bestEnd - bestBegin) {
                    bestBegin = begin;
                    bestEnd = end;
                }
            }
        }
        return bestEnd == bestBegin ? span : new WordAlignment.Span(bestBegin * FRAME_SECONDS, bestEnd * FRAME_SECONDS);
    }

    /** When a share of the voiced time has passed; at a pause, its end or its start. */
    private double after(double share, boolean latest) {
        int last = voicedBefore.length - 1;
        double wanted = Math.round(share * voicedBefore[last]);
        int frame = 0;
        while (frame < last && (latest ? voicedBefore[frame + 1] <= wanted : voicedBefore[frame] < wanted)) {
            frame++;
        }
        return frame * FRAME_SECONDS;
    }
}
