package io.kinedex.metadata.record;

import java.time.Instant;

/**
 * A word that was said. Immutable.
 *
 * @param text       as it is written, with the punctuation that belongs to it
 * @param start      producer time
 * @param end        producer time; not before {@code start}
 * @param confidence 0..1
 */
public record Word(String text, Instant start, Instant end, double confidence) {
    public Word {
        if (text.isBlank() || end.isBefore(start)) {
            throw new IllegalArgumentException("word '%s' from %s to %s".formatted(text, start, end));
        }
        Confidence.require(confidence);
    }
}
