package io.kinedex.ingest.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinedex.metadata.index.Hit;
import java.util.List;
import java.util.Optional;

/**
 * One page of a search's answer.
 *
 * @param hits       in the order asked for
 * @param total      how many there are in all; a lower bound where {@code totalExact} is false
 * @param next       the cursor of the next page, where there is one
 * @param json       the hits as the node wrote them, one for each of {@code hits}
 */
public record SearchPage(List<Hit> hits, long total, boolean totalExact, Optional<String> next, List<JsonNode> json) {
    public SearchPage {
        hits = List.copyOf(hits);
        json = List.copyOf(json);
    }
}
