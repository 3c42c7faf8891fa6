package io.kinedex.inference.catalogue;

import io.kinedex.frames.Sound;
import java.util.List;

/**
 * A model that tells what a stretch of sound is of, described. Immutable; safe for all threads.
 *
 * @param name          what configuration and records call it
 * @param engine        the engine that it serves, of a user's own name
 * @param task          what it does, for people
 * @param runtime       what runs it
 * @param weights       where they are
 * @param input         what goes in
 * @param output        what comes out
 * @param confidenceMin 0..1, from which a class is believed
 * @param labels        the names of the classes
 */
public record SoundEntry(
        String name,
        String engine,
        String task,
        ModelRuntime runtime,
        Weights weights,
        Input input,
        Output output,
        double confidenceMin,
        Labels labels)
        implements CatalogueModel {
    private static final int WINDOW_MAX = 30 * Sound.RATE;
    private static final int HOP_MIN = Sound.RATE / 10;

    /**
     * A stretch of sound as a tensor of float32.
     *
     * @param rate  samples a second: 16000, as sound is decoded
     * @param shape of the tensor; its last dimension is the stretch's samples, all before it are 1
     * @param hop   samples from the beginning of a stretch to that of the next
     * @param scale a sample x of -1..1 goes in as x times this
     */
    public record Input(int rate, List<Integer> shape, int hop, double scale) {
        public Input {
            shape = List.copyOf(shape);
            if (rate != Sound.RATE) {
                throw new IllegalArgumentException("rate is %d, must be %d".formatted(rate, Sound.RATE));
            }
            if (shape.isEmpty() || shape.subList(0, shape.size() - 1).stream().anyMatch(size -> size != 1)) {
                throw new IllegalArgumentException(
                        "shape %s must be the samples of a stretch, and 1 before it: [15600] or [1, 15600]"
                                .formatted(shape));
            }
            int window = shape.getLast();
            if (window < HOP_MIN || window > WINDOW_MAX || hop < HOP_MIN || hop > window) {
                throw new IllegalArgumentException("a stretch of %d samples must have %d to %d, a hop of %d %d to %d"
                        .formatted(window, HOP_MIN, WINDOW_MAX, hop, HOP_MIN, window));
            }
            if (!(Math.abs(scale) > 0 && Double.isFinite(scale))) {
                throw new IllegalArgumentException("scale is %s, must be a number other than 0".formatted(scale));
            }
        }

        /** Samples of a stretch. */
        public int window() {
            return shape.getLast();
        }
    }

    /**
     * One score for each class.
     *
     * @param scores     the tensor's name
     * @param activation what makes scores probabilities
     */
    public record Output(String scores, OutputSpec.Activation activation) {}

    public SoundEntry {
        CatalogueModel.require(name, engine, task);
        if (!(confidenceMin > 0 && confidenceMin <= 1)) {
            throw new IllegalArgumentException(
                    "confidence-min is %s, must be above 0 and at most 1".formatted(confidenceMin));
        }
    }
}
