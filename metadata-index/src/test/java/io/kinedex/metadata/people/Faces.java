package io.kinedex.metadata.people;

import java.util.Random;

/** Vectors as a face model might give them. */
final class Faces {
    private Faces() {}

    /** Somebody's. */
    static float[] random(Random random) {
        float[] vector = new float[FaceTable.LENGTH];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return unit(vector);
    }

    /** Another look at the same face, about so alike by the cosine. */
    static float[] near(Random random, float[] face, double cosine) {
        float[] noise = random(random);
        double off = Math.sqrt(1 - cosine * cosine);
        float[] vector = new float[face.length];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (cosine * face[i] + off * noise[i]);
        }
        return unit(vector);
    }

    static double cosine(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    private static float[] unit(float[] vector) {
        double length = Math.sqrt(cosine(vector, vector));
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= (float) length;
        }
        return vector;
    }
}
