package io.kinedex.ingest.http;

import io.kinedex.metadata.index.Hit;
import io.kinedex.metadata.query.Query;
import io.kinedex.metadata.query.QueryMatcher;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.stream.MetadataStream;
import io.kinedex.metadata.stream.StartPosition;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** What is followed as it is published. Called on the event loop. */
final class Followings {
    private final MetadataStream metadata;
    private final EventStreams events;

    Followings(MetadataStream metadata, EventStreams events) {
        this.metadata = metadata;
        this.events = events;
    }

    void tail(Call call) {
        StartPosition from = RecordCalls.start(call, "latest");
        Set<String> streams = RecordCalls.streams(call);
        events.open(
                call.context(),
                () -> metadata.follow(from, streams),
                record -> List.of(new EventStreams.Event("record", RecordCalls.json(record))));
    }

    void live(Call call) {
        StartPosition from = RecordCalls.start(call, "latest");
        Query query = SearchCalls.query(call);
        QueryMatcher matcher = new QueryMatcher(query, Clock.systemUTC());
        events.open(
                call.context(),
                () -> metadata.follow(from, Set.of()),
                published -> sightings(matcher, published.record()));
    }

    private static List<EventStreams.Event> sightings(QueryMatcher matcher, MetadataRecord record) {
        return matcher.offer(record).stream()
                .map(match -> new EventStreams.Event("sighting", json(match)))
                .toList();
    }

    private static String json(QueryMatcher.Match match) {
        Hit hit = new Hit(
                match.stream(),
                match.sighting(),
                match.engine().name(),
                match.engine().model(),
                match.recordId(),
                match.fragmentNumber(),
                match.sighting().confidence());
        return new String(Reply.jsonBytes(Views.HitView.of(hit)), StandardCharsets.UTF_8);
    }
}
