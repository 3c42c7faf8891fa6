package io.kinedex.ingest.http;

import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.people.PeopleDesk;
import io.kinedex.metadata.index.Hit;
import io.kinedex.metadata.index.LikenessRequest;
import io.kinedex.metadata.index.MetadataIndex;
import io.kinedex.metadata.index.SearchRequest;
import io.kinedex.metadata.index.SearchResult;
import io.kinedex.metadata.query.Query;
import io.kinedex.metadata.query.QueryParser;
import io.kinedex.metadata.record.Embedding;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** What is asked of the index. Methods block; called on threads that may. */
final class SearchCalls {
    private static final int LIMIT = 50;

    private final MetadataIndex index;
    private final Function<String, List<Embedding>> meaning;
    private final Function<byte[], Embedding> likeness;
    private final PeopleDesk people;

    SearchCalls(NodeServices services) {
        this.index = services.index();
        this.meaning = services.meaning();
        this.likeness = services.likeness();
        this.people = services.people();
    }

    Reply search(Call call) {
        Optional<String> meant = call.query("meaning").filter(text -> !text.isBlank());
        if (meant.isPresent()) {
            if (call.query("cursor").filter(text -> !text.isEmpty()).isPresent()) {
                throw new IngestException(
                        IngestException.Code.BAD_REQUEST, "a search by meaning has one page; ask for a higher limit");
            }
            return page(index.alike(new LikenessRequest(
                    audited(call), meaning.apply(meant.get()), meant.get(), call.query("limit", LIMIT))));
        }
        SearchRequest.Order order =
                SearchRequest.Order.valueOf(call.query("order").orElse("newest").toUpperCase(Locale.ROOT));
        SearchResult found = index.search(new SearchRequest(
                audited(call),
                call.query("limit", LIMIT),
                order,
                call.query("cursor").orElse("")));
        return Reply.json(new Views.Hits(
                found.hits().stream().map(this::view).toList(), found.total(), found.totalExact(), found.next()));
    }

    Reply sighting(Call call) {
        return Reply.json(view(find(call)));
    }

    private Views.HitView view(Hit hit) {
        return Views.HitView.of(
                hit,
                hit.sighting().kind().equals("face")
                        ? people.people().of(hit.sighting().id())
                        : Optional.empty());
    }

    /** What looks like a sighting, or says much the same, without the sighting itself. */
    Reply similar(Call call) {
        String id = call.path("id");
        Embedding its = index.embedding(id)
                .orElseThrow(() ->
                        new IngestException(IngestException.Code.NOT_FOUND, "there is no sighting '%s'".formatted(id)));
        if (its.isEmpty()) {
            throw new IngestException(
                    IngestException.Code.BAD_REQUEST,
                    "sighting '%s' has no embedding, by which it could be compared".formatted(id));
        }
        int limit = call.query("limit", LIMIT);
        List<Hit> alike = index
                .alike(new LikenessRequest(
                        audited(call), List.of(its), "", Math.min(limit + 1, LikenessRequest.LIMIT_MAX)))
                .stream()
                .filter(hit -> !hit.sighting().id().equals(id))
                .limit(limit)
                .toList();
        return page(alike);
    }

    /** What looks like the picture that was sent. */
    Reply picture(Call call) {
        byte[] picture;
        try {
            picture = Base64.getDecoder().decode(call.body().getString("picture"));
        } catch (IllegalArgumentException e) {
            throw new IngestException(IngestException.Code.BAD_REQUEST, "picture is not base64: " + e.getMessage(), e);
        }
        return page(index.alike(
                new LikenessRequest(audited(call), List.of(likeness.apply(picture)), "", call.query("limit", LIMIT))));
    }

    private Reply page(List<Hit> hits) {
        return Reply.json(new Views.Hits(hits.stream().map(this::view).toList(), hits.size(), false, Optional.empty()));
    }

    /** The query, put down where it looks for people. */
    private Query audited(Call call) {
        Query query = query(call);
        people.searched(PeopleCalls.caller(call), query);
        return query;
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
