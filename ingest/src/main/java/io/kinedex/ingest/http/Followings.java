package io.kinedex.ingest.http;

import io.kinedex.metadata.stream.MetadataStream;
import io.kinedex.metadata.stream.StartPosition;
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
        events.open(call.context(), () -> metadata.follow(from, Set.of()), record -> List.of());
    }
}
