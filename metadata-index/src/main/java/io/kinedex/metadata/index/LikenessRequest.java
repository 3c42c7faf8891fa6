package io.kinedex.metadata.index;

import io.kinedex.metadata.query.Query;
import io.kinedex.metadata.record.Embedding;
import java.util.List;

/**
 * What is like something else, the most alike first.
 *
 * @param filter what a sighting has to answer besides
 * @param to     what it shall be like, one for each model; only sightings with an embedding of the same model are compared
 * @param words  that count too where they were said or written; empty where only the embedding counts
 * @param limit  how many hits at the most, 1..{@value #LIMIT_MAX}
 */
public record LikenessRequest(Query filter, List<Embedding> to, String words, int limit) {
    public static final int LIMIT_MAX = 1000;

    public LikenessRequest {
        if (limit < 1 || limit > LIMIT_MAX) {
            throw new IllegalArgumentException("limit is %d, must be in 1..%d".formatted(limit, LIMIT_MAX));
        }
        to = List.copyOf(to);
        if (to.isEmpty() || to.stream().anyMatch(Embedding::isEmpty)) {
            throw new IllegalArgumentException("nothing is like no embedding");
        }
    }
}
