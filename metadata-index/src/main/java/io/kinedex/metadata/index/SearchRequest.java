package io.kinedex.metadata.index;

import io.kinedex.metadata.query.Query;
import java.util.Optional;

/**
 * A question to the index.
 *
 * @param query  what to find
 * @param limit  how many hits at the most, 1..1000
 * @param order  which come first
 * @param cursor where to go on, from an earlier {@link SearchResult#next()}; empty string to begin
 */
public record SearchRequest(Query query, int limit, Order order, String cursor) {
    /** Which hits come first. */
    public enum Order {
        NEWEST,
        OLDEST,
        CONFIDENCE
    }

    public SearchRequest {
        if (limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("limit is %d, must be in 1..1000".formatted(limit));
        }
    }

    public Optional<String> after() {
        return cursor.isEmpty() ? Optional.empty() : Optional.of(cursor);
    }
}
