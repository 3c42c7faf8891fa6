package io.kinedex.inference.speech;

import io.kinedex.frames.Sound;
import io.kinedex.inference.sound.SoundLine;
import java.util.Optional;

/**
 * Finds where speech begins and ends in the probabilities of its windows: it begins above 0.5 and ends where it stays below 0.35
 * for a second. 200 ms before and after belong to it. What is shorter than 250 ms is none; what would be longer than 28 s is cut at
 * the quietest point of its last 10. For one thread.
 */
final class VoiceCutter {
    private static final double BEGIN = 0.5;
    private static final double END = 0.35;
    private static final int SILENCE = Sound.RATE;
    private static final int SPEECH_MIN = Sound.RATE / 4;
    private static final int SPEECH_MAX = 28 * Sound.RATE;
    private static final int CUT_WITHIN = 10 * Sound.RATE;
    static final int PADDING = Sound.RATE / 5;

    private static final long NONE = -1;

    private final SoundLine line;
    private boolean speaking;
    private long start;
    private long silentSince;
    private long lastEnd;
    private double probabilitySum;
    private int windows;

    /**
     * What it knows between two windows.
     *
     * @param start          where speech began
     * @param silentSince    where it may have ended; -1 where it goes on
     * @param lastEnd        where the last cut ended
     * @param probabilitySum of the windows that are speech
     * @param windows        how many these are
     */
    record State(boolean speaking, long start, long silentSince, long lastEnd, double probabilitySum, int windows) {
        static final State SILENT = new State(false, 0, NONE, 0, 0, 0);
    }

    /** Positions in the line, and how sure it is. */
    record Cut(long from, long to, double probability) {}

    VoiceCutter(SoundLine line, State state) {
        this.line = line;
        this.speaking = state.speaking();
        this.start = state.start();
        this.silentSince = state.silentSince();
        this.lastEnd = state.lastEnd();
        this.probabilitySum = state.probabilitySum();
        this.windows = state.windows();
    }

    State state() {
        return new State(speaking, start, silentSince, lastEnd, probabilitySum, windows);
    }

    /** The first position that a cut may still need. */
    long needed(long heard) {
        return Math.max(lastEnd, (speaking ? start : heard) - PADDING);
    }

    /** Takes the probability of the window that ends at a position. */
    Optional<Cut> step(double probability, long end) {
        if (!speaking) {
            if (probability >= BEGIN) {
                speaking = true;
                start = end - VoiceActivity.WINDOW;
                silentSince = NONE;
                count(probability);
            }
            return Optional.empty();
        }
        if (probability >= BEGIN) {
            silentSince = NONE;
            count(probability);
        } else if (probability < END && silentSince == NONE) {
            silentSince = end - VoiceActivity.WINDOW;
        }
        if (silentSince != NONE && end - silentSince >= SILENCE) {
            return finish(silentSince, Math.min(end, silentSince + PADDING));
        }
        return end - start >= SPEECH_MAX - PADDING ? Optional.of(divide(end)) : Optional.empty();
    }

    /** What is open when the line ends. */
    Optional<Cut> close() {
        if (!speaking) {
            return Optional.empty();
        }
        long voiced = silentSince == NONE ? line.end() : silentSince;
        return finish(voiced, Math.min(line.end(), voiced + PADDING));
    }

    /** No cut reaches back behind a position. */
    void barrier(long position) {
        lastEnd = position;
    }

    private void count(double probability) {
        probabilitySum += probability;
        windows++;
    }

    private Optional<Cut> finish(long voiced, long to) {
        speaking = false;
        Optional<Cut> cut = voiced - start >= SPEECH_MIN ? Optional.of(cut(to)) : Optional.empty();
        probabilitySum = 0;
        windows = 0;
        return cut;
    }

    /** The first part of what lasts too long; the second goes on. */
    private Cut divide(long end) {
        Cut cut = cut(line.quietest(end - CUT_WITHIN, end));
        start = cut.to();
        silentSince = silentSince != NONE && silentSince < start ? start : silentSince;
        return cut;
    }

    private Cut cut(long to) {
        long from = Math.max(Math.max(start - PADDING, lastEnd), line.base());
        lastEnd = to;
        return new Cut(from, to, Math.clamp(probabilitySum / Math.max(1, windows), 0, 1));
    }
}
