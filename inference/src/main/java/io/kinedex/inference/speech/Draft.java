package io.kinedex.inference.speech;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.Deflater;

/**
 * The tokens of one attempt at a text, and whether they can be believed. The checks are those of Whisper's program (Radford
 * et al. 2022, section 4.5) and one against loops that are too short for them. For one thread.
 */
final class Draft {
    /** A text that shrinks more repeats itself. */
    private static final double COMPRESSION_MAX = 2.4;

    /** Mean logarithm of the tokens' probabilities below which a text is a guess. */
    private static final double LOG_PROBABILITY_MIN = -1.0;

    /** The mean logarithm below which a text is not believed where the model itself hears no speech. */
    private static final double DOUBTED_LOG_PROBABILITY_MIN = -0.5;

    /** Below this after {@value #HOPE_TOKENS} tokens, a text is not written to its end. */
    private static final double HOPELESS_LOG_PROBABILITY = -1.6;

    private static final int HOPE_TOKENS = 12;

    static final double NO_SPEECH_MAX = 0.6;
    private static final int LOOP_TOKENS_MAX = 12;
    private static final int LOOP_TIMES_MAX = 4;
    private static final int LOOP_LENGTH_MIN = 6;

    private final List<Integer> tokens = new ArrayList<>();
    private final List<Double> probabilities = new ArrayList<>();
    private double logSum;
    private boolean ended;

    void add(int token, double probability) {
        tokens.add(token);
        probabilities.add(probability);
        logSum += Math.log(Math.max(probability, 1e-12));
    }

    /** The end was said, with this probability. */
    void end(double probability) {
        ended = true;
        logSum += Math.log(Math.max(probability, 1e-12));
    }

    List<Integer> tokens() {
        return Collections.unmodifiableList(tokens);
    }

    double probability(int index) {
        return probabilities.get(index);
    }

    double meanLogProbability() {
        int count = tokens.size() + (ended ? 1 : 0);
        return count == 0 ? 0 : logSum / count;
    }

    /** Whether it is so unlikely that the rest cannot make it credible. */
    boolean isHopeless() {
        return tokens.size() >= HOPE_TOKENS && meanLogProbability() < HOPELESS_LOG_PROBABILITY;
    }

    /** Whether the last tokens are the same few again and again. */
    boolean loops() {
        int size = tokens.size();
        for (int length = 1; length <= LOOP_TOKENS_MAX; length++) {
            int repeated = 0;
            for (int i = size - 1; i >= length && tokens.get(i).equals(tokens.get(i - length)); i--) {
                repeated++;
            }
            if (repeated >= Math.max(length * (LOOP_TIMES_MAX - 1), LOOP_LENGTH_MIN)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Why the text should not be believed, if so.
     *
     * @param noSpeech the model's own probability that nothing is said; 0 where it has none
     */
    Optional<String> doubt(String text, double noSpeech) {
        if (loops()) {
            return Optional.of("it repeats itself");
        }
        double compression = compression(text);
        if (compression > COMPRESSION_MAX) {
            return Optional.of("it shrinks %.1f-fold when compressed".formatted(compression));
        }
        double mean = meanLogProbability();
        if (mean < LOG_PROBABILITY_MIN) {
            return Optional.of("the model is not sure: mean log probability %.2f".formatted(mean));
        }
        if (noSpeech > NO_SPEECH_MAX && mean < DOUBTED_LOG_PROBABILITY_MIN) {
            return Optional.of("the model hears no speech: probability %.2f".formatted(noSpeech));
        }
        return Optional.empty();
    }

    /** How many times shorter the text becomes. */
    static double compression(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0) {
            return 0;
        }
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(bytes);
            deflater.finish();
            byte[] out = new byte[bytes.length + 64];
            return (double) bytes.length / deflater.deflate(out);
        } finally {
            deflater.end();
        }
    }
}
