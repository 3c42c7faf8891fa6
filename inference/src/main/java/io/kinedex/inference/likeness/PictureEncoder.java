package io.kinedex.inference.likeness;

import io.kinedex.inference.translate.Picture;
import io.kinedex.metadata.record.Box;

/** Makes vectors of parts of pictures. All threads; whoever closes it makes sure that none uses it. */
public interface PictureEncoder extends AutoCloseable {
    /** Vectors of another name cannot be compared with these. */
    String name();

    /**
     * The vector of what a box shows.
     *
     * @param picture whose pixels stay as they are until this returns
     * @param box     in fractions of the picture; a box without area counts as one pixel
     * @return of length 1 by the Euclidean norm
     * @throws io.kinedex.inference.InferenceException MODEL_FAILED
     */
    float[] encode(Picture picture, Box box);

    @Override
    void close();
}
