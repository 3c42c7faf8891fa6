package io.kinedex.metadata.record;

import java.util.Arrays;

/**
 * A vector that stands for a thing: the nearer two of one model are, by their cosine, the more alike are the things. What
 * stands for a person's face is sealed: only the node that holds its key can read it, and nobody once the key is destroyed.
 * Immutable; safe for all threads.
 */
public final class Embedding {
    /** There is none. */
    public static final Embedding NONE = new Embedding("", new float[0], new byte[0]);

    /** Longer vectors are refused. */
    public static final int LENGTH_MAX = 4096;

    private static final int SEALED_MAX = LENGTH_MAX * Float.BYTES + 64;

    private final String model;
    private final float[] vector;
    private final byte[] sealed;

    /**
     * @param model  the name of the model that made it; vectors of two models cannot be compared
     * @param vector of length 1 by the Euclidean norm; copied
     */
    public Embedding(String model, float[] vector) {
        this(model, vector.clone(), new byte[0]);
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
    }

    private Embedding(String model, float[] vector, byte[] sealed) {
        this.model = model;
        this.vector = vector;
        this.sealed = sealed;
    }

    /** @param bytes of the vector, encrypted; copied */
    public static Embedding sealed(String model, byte[] bytes) {
        if (model.isBlank() || bytes.length == 0 || bytes.length > SEALED_MAX) {
            throw new IllegalArgumentException("a sealed embedding of model '%s' has %d bytes, must be 1..%d"
                    .formatted(model, bytes.length, SEALED_MAX));
        }
        return new Embedding(model, new float[0], bytes.clone());
    }

    public String model() {
        return model;
    }

    /** A copy; of no numbers where it is sealed. */
    public float[] vector() {
        return vector.clone();
    }

    /** How many numbers {@link #vector} has. */
    public int dimensions() {
        return vector.length;
    }

    public boolean isSealed() {
        return sealed.length > 0;
    }

    /** A copy; of no bytes where it is not sealed. */
    public byte[] sealed() {
        return sealed.clone();
    }

    public boolean isEmpty() {
        return vector.length == 0 && sealed.length == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Embedding that
                && model.equals(that.model)
                && Arrays.equals(vector, that.vector)
                && Arrays.equals(sealed, that.sealed);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * model.hashCode() + Arrays.hashCode(vector)) + Arrays.hashCode(sealed);
    }

    @Override
    public String toString() {
        return isEmpty()
                ? "no embedding"
                : isSealed() ? "sealed, of " + model : "%d numbers of %s".formatted(vector.length, model);
    }
}
