package io.kinedex.inference.face;

/**
 * One look at a face. Immutable; safe for all threads.
 *
 * @param index   of the face among the detections that were asked about
 * @param vector  128 numbers, of length 1; the cosine of two is their dot product. Lent: not to be changed
 * @param quality how much it tells, 0..1: from size, sharpness and pose
 */
@SuppressWarnings("ArrayRecordComponent")
public record Face(int index, float[] vector, double quality) {
    public Face {
        if (index < 0 || !(quality >= 0 && quality <= 1)) {
            throw new IllegalArgumentException(
                    "face %d of quality %s: must be from 0, and in 0..1".formatted(index, quality));
        }
    }

    /** -1..1; the nearer to 1, the more alike. Both vectors of length 1. */
    public static double cosine(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    /** The vector in the same direction of length 1; the vector itself where it has no length. */
    static float[] unit(double[] vector) {
        double sum = 0;
        for (double value : vector) {
            sum += value * value;
        }
        double length = sum > 0 ? Math.sqrt(sum) : 1;
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (vector[i] / length);
        }
        return unit;
    }
}
