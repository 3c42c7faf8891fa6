package io.kinedex.metadata.index;

import java.util.List;
import java.util.Optional;

/**
 * @param hits  in the order asked for
 * @param total how many there are in all; a lower bound where {@code totalExact} is false
 * @param next  the cursor of the next page, where there is one
 */
public record SearchResult(List<Hit> hits, long total, boolean totalExact, Optional<String> next) {
    public SearchResult {
        hits = List.copyOf(hits);
    }
}
