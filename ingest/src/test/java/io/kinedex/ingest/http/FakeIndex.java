package io.kinedex.ingest.http;

import io.kinedex.metadata.index.Hit;
import io.kinedex.metadata.index.LikenessRequest;
import io.kinedex.metadata.index.MetadataIndex;
import io.kinedex.metadata.index.SearchRequest;
import io.kinedex.metadata.index.SearchResult;
import io.kinedex.metadata.query.Query;
import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.Embedding;
import io.kinedex.metadata.record.Sighting;
import io.kinedex.metadata.stream.SequenceNumber;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** An index that finds all of its hits, whatever is asked, and remembers the last question. */
final class FakeIndex implements MetadataIndex {
    final List<Hit> hits = new CopyOnWriteArrayList<>();
    volatile Optional<LikenessRequest> askedLike = Optional.empty();
    volatile SearchRequest asked = new SearchRequest(new Query.All(), 1, SearchRequest.Order.NEWEST, "");

    static Hit hit(String id, String stream, String label) {
        Instant start = Instant.parse("2026-11-22T10:00:00Z");
        Sighting sighting = new Sighting(
                id,
                label.equals("face") ? "face" : "object",
                label,
                start,
                start.plusMillis(4_500),
                start.plusMillis(1_500),
                new Box(0.25, 0.2, 0.3, 0.5),
                0.87,
                false);
        return new Hit(stream, sighting, "objects", "efficientdet-lite0", "0123456789abcdef", "1", 1);
    }

    @Override
    public SearchResult search(SearchRequest request) {
        asked = request;
        int from = request.after().map(Integer::parseInt).orElse(0);
        int to = Math.min(hits.size(), from + request.limit());
        return new SearchResult(
                hits.subList(from, to),
                hits.size(),
                true,
                to < hits.size() ? Optional.of(Integer.toString(to)) : Optional.empty());
    }

    @Override
    public Optional<Hit> sighting(String id) {
        return hits.stream().filter(hit -> hit.sighting().id().equals(id)).findFirst();
    }

    @Override
    public List<Hit> alike(LikenessRequest request) {
        askedLike = Optional.of(request);
        return hits.subList(0, Math.min(hits.size(), request.limit()));
    }

    @Override
    public Optional<Embedding> embedding(String id) {
        return sighting(id).map(hit -> hit.sighting().embedding());
    }

    @Override
    public SequenceNumber searchable() {
        return new SequenceNumber(0);
    }

    @Override
    public boolean awaitSearchable(SequenceNumber sequence, Duration patience) {
        return true;
    }

    @Override
    public void close() {}
}
