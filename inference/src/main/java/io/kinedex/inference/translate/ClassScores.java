package io.kinedex.inference.translate;

import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.catalogue.OutputSpec.Activation;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Makes probabilities of rows of scores, and finds the likeliest class of one. All threads. */
public final class ClassScores {
    /**
     * @param classIndex of the likeliest class, not counting the one that means nothing; -1 where there is none
     * @param confidence 0..1
     */
    record Best(int classIndex, double confidence) {}

    private final Activation activation;
    private final int background;

    /** @param background the class that means nothing, or -1 */
    ClassScores(Activation activation, int background) {
        this.activation = activation;
        this.background = background;
    }

    /**
     * Refuses scores that are not of as many classes as there are labels.
     *
     * @param name   of the tensor
     * @param count  of the scores in a row
     * @param labels how many there are
     * @throws InferenceException MODEL_REJECTED
     */
    void require(String name, int count, int labels) {
        int classes = background >= 0 ? count - 1 : count;
        if (classes != labels) {
            throw new InferenceException(
                    Code.MODEL_REJECTED,
                    "output %s has %d classes beside the one that means nothing, there are %d labels"
                            .formatted(name, classes, labels));
        }
    }

    Best best(Outputs.Tensor scores, int first, int count) {
        int best = -1;
        for (int c = 0; c < count; c++) {
            if (c != background && (best < 0 || scores.at(first + c) > scores.at(first + best))) {
                best = c;
            }
        }
        if (best < 0) {
            return new Best(-1, 0);
        }
        double confidence = activated(scores, first, count, scores.at(first + best));
        return new Best(background >= 0 && best > background ? best - 1 : best, Math.clamp(confidence, 0, 1));
    }

    private double activated(Outputs.Tensor scores, int first, int count, float score) {
        return switch (activation) {
            case NONE -> score;
            case SIGMOID -> sigmoid(score);
            case SOFTMAX -> {
                double sum = 0;
                for (int c = 0; c < count; c++) {
                    sum += Math.exp(scores.at(first + c) - score);
                }
                yield 1 / sum;
            }
        };
    }

    /**
     * What all scores of a row are as probabilities, 0..1.
     *
     * @param scores finite, of the classes by index
     */
    public static double[] probabilities(Activation activation, float[] scores) {
        double[] values =
                IntStream.range(0, scores.length).mapToDouble(i -> scores[i]).toArray();
        return switch (activation) {
            case NONE ->
                Arrays.stream(values).map(value -> Math.clamp(value, 0, 1)).toArray();
            case SIGMOID -> Arrays.stream(values).map(ClassScores::sigmoid).toArray();
            case SOFTMAX -> {
                double highest = Arrays.stream(values).max().orElse(0);
                double sum = Arrays.stream(values)
                        .map(value -> Math.exp(value - highest))
                        .sum();
                yield Arrays.stream(values)
                        .map(value -> Math.exp(value - highest) / sum)
                        .toArray();
            }
        };
    }

    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
