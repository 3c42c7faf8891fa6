package io.kinedex.inference.track;

import io.kinedex.metadata.record.Detection;
import io.kinedex.metadata.record.Embedding;

/**
 * What an engine found in a frame, and what tells it from others of its kind.
 *
 * @param embedding {@link Embedding#NONE} where the engine makes none
 * @param quality   how well the frame shows it, 0..1; what counts for a template
 */
public record Finding(Detection detection, Embedding embedding, double quality) {
    public Finding {
        if (!(quality >= 0 && quality <= 1)) {
            throw new IllegalArgumentException("quality is %s, must be in 0..1".formatted(quality));
        }
    }

    /** Of an engine that tells things by their place alone. */
    public Finding(Detection detection) {
        this(detection, Embedding.NONE, 1);
    }
}
