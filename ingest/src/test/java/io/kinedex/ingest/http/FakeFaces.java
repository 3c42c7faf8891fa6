package io.kinedex.ingest.http;

import io.kinedex.ingest.IngestException;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Takes a text for a picture: the same word is the same face. */
final class FakeFaces {
    private static final int LENGTH = 128;

    private FakeFaces() {}

    static float[] vector(byte[] file) {
        String word = new String(file, StandardCharsets.UTF_8);
        if (word.equals("nobody")) {
            throw new IngestException(IngestException.Code.BAD_MEDIA, "the picture shows no face");
        }
        Random random = new Random(word.hashCode());
        float[] vector = new float[LENGTH];
        double squares = 0;
        for (int i = 0; i < LENGTH; i++) {
            vector[i] = (float) random.nextGaussian();
            squares += vector[i] * vector[i];
        }
        for (int i = 0; i < LENGTH; i++) {
            vector[i] /= (float) Math.sqrt(squares);
        }
        return vector;
    }
}
