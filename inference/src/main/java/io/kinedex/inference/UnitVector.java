package io.kinedex.inference;

/** Vectors of length 1. Stateless. */
public final class UnitVector {
    private UnitVector() {}

    /** The vector made 1 long, in place; a zero vector stays as it is. */
    public static float[] of(float[] vector) {
        double sum = 0;
        for (float value : vector) {
            sum += (double) value * value;
        }
        float scale = sum > 0 ? (float) (1 / Math.sqrt(sum)) : 0;
        for (int i = 0; i < vector.length; i++) {
            vector[i] *= scale;
        }
        return vector;
    }
}
