package io.kinedex.ingest.http;

import io.kinedex.ingest.people.PeopleDesk;
import io.kinedex.metadata.index.Hit;
import io.kinedex.metadata.profile.RecordForm;
import io.kinedex.metadata.profile.StreamArns;
import io.kinedex.metadata.query.PersonNames;
import io.kinedex.metadata.query.Query;
import io.kinedex.metadata.query.QueryMatcher;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.stream.MetadataStream;
import io.kinedex.metadata.stream.PublishedRecord;
import io.kinedex.metadata.stream.StartPosition;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is followed as it is published. Called on the event loop. */
final class Followings {
    private final MetadataStream metadata;
    private final StreamArns arns;
    private final PeopleDesk people;
    private final EventStreams events;

    Followings(MetadataStream metadata, StreamArns arns, PeopleDesk people, EventStreams events) {
        this.metadata = metadata;
        this.arns = arns;
        this.people = people;
        this.events = events;
    }

    void tail(Call call) {
        StartPosition from = RecordCalls.start(call, "latest");
        Set<String> streams = RecordCalls.streams(call);
        RecordForm form = RecordCalls.form(call, arns);
        events.open(call.context(), () -> metadata.follow(from, streams), record -> messages(form, record));
    }

    private static List<EventStreams.Event> messages(RecordForm form, PublishedRecord published) {
        return form.messages(published).stream()
                .map(message -> new EventStreams.Event("record", RecordCalls.text(message)))
                .toList();
    }

    void live(Call call) {
        StartPosition from = RecordCalls.start(call, "latest");
        Query query = SearchCalls.query(call);
        people.searched(PeopleCalls.caller(call), query);
        QueryMatcher matcher = new QueryMatcher(query, Clock.systemUTC(), QueryMatcher.Window.DEFAULT, people.people());
        events.open(call.context(), () -> metadata.follow(from, Set.of()), published -> {
            people.awaitKnown(published.sequence());
            return sightings(matcher, published.record());
        });
    }

    private List<EventStreams.Event> sightings(QueryMatcher matcher, MetadataRecord record) {
        return matcher.offer(record).stream()
                .map(match -> new EventStreams.Event("sighting", json(match)))
                .toList();
    }

    private String json(QueryMatcher.Match match) {
        Hit hit = new Hit(
                match.stream(),
                match.sighting(),
                match.engine().name(),
                match.engine().model(),
                match.recordId(),
                match.fragmentNumber(),
                match.sighting().confidence());
        return new String(Reply.jsonBytes(Views.HitView.of(hit, named(hit))), StandardCharsets.UTF_8);
    }

    private Optional<PersonNames.Named> named(Hit hit) {
        return hit.sighting().embedding().isSealed()
                ? people.people().of(hit.sighting().id())
                : Optional.empty();
    }
}
