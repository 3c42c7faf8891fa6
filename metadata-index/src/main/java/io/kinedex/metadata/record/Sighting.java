package io.kinedex.metadata.record;

import java.time.Instant;

/**
 * The unit of search: an interval on a stream in which one thing was seen. A sighting that goes on over several
 * fragments stands in the record of each of them, under the same id, each time as it is known so far; the last one wins.
 *
 * @param id         the same on every replay; unique over all streams
 * @param kind       what sort of thing: {@code object} or {@code face}
 * @param label      the class, lower case: {@code car}, {@code person}, {@code face}
 * @param start      producer time of the first frame that shows it
 * @param end        producer time at which it was last seen, plus one frame interval; after {@code start}
 * @param best       producer time of the frame that shows it best
 * @param box        where it is in that frame
 * @param confidence in that frame, 0..1
 * @param open       whether it may go on in a later fragment
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
        boolean open) {
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
}
