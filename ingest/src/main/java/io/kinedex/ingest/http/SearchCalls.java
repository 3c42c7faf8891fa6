package io.kinedex.ingest.http;

import io.kinedex.ingest.IngestException;
import io.kinedex.metadata.index.Hit;
import io.kinedex.metadata.index.MetadataIndex;
import io.kinedex.metadata.index.SearchRequest;
import io.kinedex.metadata.index.SearchResult;
import io.kinedex.metadata.query.Query;
import io.kinedex.metadata.query.QueryParser;
import java.util.Locale;

/** What is asked of the index. Methods block; called on threads that may. */
final class SearchCalls {
    private static final int LIMIT = 50;

    private final MetadataIndex index;

    SearchCalls(MetadataIndex index) {
        this.index = index;
    }

    Reply search(Call call) {
        SearchRequest.Order order =
                SearchRequest.Order.valueOf(call.query("order").orElse("newest").toUpperCase(Locale.ROOT));
        SearchResult found = index.search(new SearchRequest(
                query(call),
                call.query("limit", LIMIT),
                order,
                call.query("cursor").orElse("")));
        return Reply.json(new Views.Hits(
                found.hits().stream().map(Views.HitView::of).toList(),
                found.total(),
                found.totalExact(),
                found.next()));
    }

    Reply sighting(Call call) {
        return Reply.json(Views.HitView.of(find(call)));
    }

    Hit find(Call call) {
        String id = call.path("id");
        return index.sighting(id)
                .orElseThrow(() ->
                        new IngestException(IngestException.Code.NOT_FOUND, "there is no sighting '%s'".formatted(id)));
    }

    static Query query(Call call) {
        String text = call.query("q").orElse("");
        return QueryParser.parse(text.isBlank() ? "*" : text);
    }
}
