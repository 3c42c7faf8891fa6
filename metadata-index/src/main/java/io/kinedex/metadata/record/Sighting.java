package io.kinedex.metadata.record;

import java.time.Instant;

/**
 * The unit of search: an interval on a stream in which one thing was seen or heard. A sighting that goes on over several
 * fragments stands in the record of each of them, under the same id, each time as it is known so far; the last one wins.
 *
 * @param id         the same on every replay; unique over all streams
 * @param kind       what sort of thing: {@code object}, {@code face}, {@code text}, {@code speech} or {@code sound}
 * @param label      the class, lower case: {@code car}, {@code person}, {@code face}
 * @param start      producer time of the first frame that shows it
 * @param end        producer time at which it was last seen, plus one frame interval; after {@code start}
 * @param best       producer time of the frame that shows it best
 * @param box        where it is in that frame; the whole picture where it was heard
 * @param confidence in that frame, 0..1
 * @param open       whether it may go on in a later fragment
 * @param wording    what was said or written
 * @param embedding  what it can be compared by
 */
public record Sighting(
        String id,
        String kind,
        String label,
        Instant start,
        Instant end,
        Instant best,
        Box box,
        double confidence,
        boolean open,
        Wording wording,
        Embedding embedding) {
    /** The box of what has no place in the picture. */
    public static final Box EVERYWHERE = new Box(0, 0, 1, 1);

    public Sighting {
        if (id.isBlank() || kind.isBlank() || label.isBlank()) {
            throw new IllegalArgumentException(
                    "a sighting needs an id, a kind and a label: %s %s %s".formatted(id, kind, label));
        }
        if (!end.isAfter(start) || best.isBefore(start) || !best.isBefore(end)) {
            throw new IllegalArgumentException(
                    "sighting %s: best %s must be in [%s, %s)".formatted(id, best, start, end));
        }
        Confidence.require(confidence);
    }

    /** The same with another embedding. */
    public Sighting withEmbedding(Embedding other) {
        return new Sighting(id, kind, label, start, end, best, box, confidence, open, wording, other);
    }

    /** Of a thing without words or an embedding. */
    public Sighting(
            String id,
            String kind,
            String label,
            Instant start,
            Instant end,
            Instant best,
            Box box,
            double confidence,
            boolean open) {
        this(id, kind, label, start, end, best, box, confidence, open, Wording.NONE, Embedding.NONE);
    }
}
