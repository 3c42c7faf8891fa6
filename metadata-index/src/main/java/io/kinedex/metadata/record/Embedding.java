package io.kinedex.metadata.record;

import java.util.Arrays;

/**
 * A vector that stands for a thing: the nearer two of one model are, by their cosine, the more alike are the things.
 * Immutable; safe for all threads.
 */
public final class Embedding {
    /** There is none. */
    public static final Embedding NONE = new Embedding("", new float[0]);

    /** Longer vectors are refused. */
    public static final int LENGTH_MAX = 4096;

    private final String model;
    private final float[] vector;

    /**
     * @param model  the name of the model that made it; vectors of two models cannot be compared
     * @param vector of length 1 by the Euclidean norm; copied
     */
    public Embedding(String model, float[] vector) {
        if (vector.length > LENGTH_MAX || model.isBlank() != (vector.length == 0)) {
            throw new IllegalArgumentException("an embedding of model '%s' has %d numbers, must be 1..%d"
                    .formatted(model, vector.length, LENGTH_MAX));
        }
        for (float value : vector) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(
                        "an embedding of model '%s' has the number %s".formatted(model, value));
            }
        }
        this.model = model;
        this.vector = vector.clone();
    }

    public String model() {
        return model;
    }

    /** A copy. */
    public float[] vector() {
        return vector.clone();
    }

    public boolean isEmpty() {
        return vector.length == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Embedding that && model.equals(that.model) && Arrays.equals(vector, that.vector);
    }

    @Override
    public int hashCode() {
        return 31 * model.hashCode() + Arrays.hashCode(vector);
    }

    @Override
    public String toString() {
        return isEmpty() ? "no embedding" : "%d numbers of %s".formatted(vector.length, model);
    }
}
