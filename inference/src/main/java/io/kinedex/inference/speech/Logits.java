package io.kinedex.inference.speech;

import java.util.random.RandomGenerator;

/** Choices by a decoder's logits. Stateless. */
final class Logits {
    private Logits() {}

    static int largest(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    /** A token by chance; the higher the temperature, the less likely the likeliest. */
    static int sampled(float[] logits, double temperature, RandomGenerator random) {
        double top = logits[largest(logits)];
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp((logit - top) / temperature);
        }
        double left = random.nextDouble() * sum;
        for (int i = 0; i < logits.length; i++) {
            left -= Math.exp((logits[i] - top) / temperature);
            if (left <= 0) {
                return i;
            }
        }
        return largest(logits);
    }

    /** The probability of one token among all. */
    static double probability(float[] logits, int token) {
        double top = logits[largest(logits)];
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - top);
        }
        return Math.exp(logits[token] - top) / sum;
    }
}
