package io.kinedex.ingest.http;

import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.rerun.NewRerun;
import io.kinedex.ingest.rerun.Rerun;
import io.kinedex.ingest.rerun.Reruns;
import io.kinedex.ingest.stream.EngineConfig;
import io.kinedex.ingest.stream.StreamStatus;
import io.kinedex.ingest.stream.Streams;
import io.kinedex.metadata.record.EngineRef;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is asked of reruns. Methods block; called on threads that may. */
final class RerunCalls {
    private final Reruns reruns;
    private final Streams streams;

    RerunCalls(Reruns reruns, Streams streams) {
        this.reruns = reruns;
        this.streams = streams;
    }

    private record Listed(List<RerunView> reruns) {}

    private record RerunView(
            String id,
            String stream,
            List<EngineRef> engines,
            Instant from,
            Instant to,
            String state,
            Rerun.Progress progress,
            Optional<String> error,
            Instant created,
            Optional<Instant> ended) {
        static RerunView of(Rerun rerun) {
            return new RerunView(
                    rerun.id(),
                    rerun.stream(),
                    rerun.engines(),
                    rerun.from(),
                    rerun.to(),
                    rerun.state().key(),
                    rerun.progress(),
                    Optional.of(rerun.error()).filter(error -> !error.isEmpty()),
                    rerun.created(),
                    rerun.ended());
        }
    }

    Reply list(Call call) {
        return Reply.json(new Listed(reruns.list(call.query("stream").orElse("")).stream()
                .map(RerunView::of)
                .toList()));
    }

    Reply create(Call call) {
        JsonObject body = call.body();
        String stream = call.path("stream");
        StreamStatus status = streams.find(stream)
                .orElseThrow(() -> new IngestException(
                        IngestException.Code.NOT_FOUND, "there is no stream '%s'".formatted(stream)));
        JsonObject named = body.getJsonObject("engines");
        Map<String, EngineConfig> engines = named == null ? Map.of() : StreamCalls.engines(status.config(), named);
        Rerun rerun = reruns.create(new NewRerun(
                stream,
                engines,
                Call.instant("from", Optional.ofNullable(body.getString("from"))),
                Call.instant("to", Optional.ofNullable(body.getString("to")))));
        return Reply.json(201, RerunView.of(rerun)).with("Location", "/v1/reruns/" + rerun.id());
    }

    Reply get(Call call) {
        return Reply.json(RerunView.of(reruns.find(call.path("id")).orElseThrow(() -> absent(call))));
    }

    Reply cancel(Call call) {
        if (!reruns.cancel(call.path("id"))) {
            throw absent(call);
        }
        return Reply.empty(204);
    }

    private static IngestException absent(Call call) {
        return new IngestException(IngestException.Code.NOT_FOUND, "there is no rerun '%s'".formatted(call.path("id")));
    }
}
