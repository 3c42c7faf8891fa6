package io.kinedex.ingest.http;

import io.kinedex.ingest.sink.SinkView;
import java.util.List;
import java.util.function.Supplier;

/** What is asked of the sinks. Methods block; called on threads that may. */
final class SinkCalls {
    private final Supplier<List<SinkView>> sinks;

    SinkCalls(Supplier<List<SinkView>> sinks) {
        this.sinks = sinks;
    }

    private record Sinks(List<SinkView> sinks) {}

    Reply list(Call call) {
        return Reply.json(new Sinks(sinks.get()));
    }
}
