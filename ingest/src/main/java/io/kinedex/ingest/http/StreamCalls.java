package io.kinedex.ingest.http;

import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.stream.EngineConfig;
import io.kinedex.ingest.stream.LagPolicy;
import io.kinedex.ingest.stream.SourceConfig;
import io.kinedex.ingest.stream.StreamConfig;
import io.kinedex.ingest.stream.StreamStatus;
import io.kinedex.ingest.stream.Streams;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is asked of streams. Methods block; called on threads that may. */
final class StreamCalls {

    private final Streams streams;

    StreamCalls(Streams streams) {
        this.streams = streams;
    }

    Reply list(Call call) {
        return Reply.json(
                new Views.Streams(streams.list().stream().map(Views.Stream::of).toList()));
    }

    Reply get(Call call) {
        String name = call.path("stream");
        return Reply.json(Views.Stream.of(streams.find(name).orElseThrow(() -> absent(name))));
    }

    Reply put(Call call) {
        String name = call.path("stream");
        boolean there = streams.find(name).isPresent();
        StreamStatus status = streams.put(config(streams.defaults(name), call.body()));
        return Reply.json(there ? 200 : 201, Views.Stream.of(status));
    }

    Reply delete(Call call) {
        String name = call.path("stream");
        if (!streams.delete(name)) {
            throw absent(name);
        }
        return Reply.empty(204);
    }

    static StreamConfig config(StreamConfig defaults, JsonObject body) {
        return new StreamConfig(
                defaults.name(),
                body.getString("sampling", defaults.sampling()),
                engines(defaults, body.getJsonObject("engines")),
                Optional.ofNullable(body.getString("lag"))
                        .map(text ->
                                LagPolicy.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_')))
                        .orElse(defaults.lag()),
                Optional.ofNullable(body.getString("lagMax"))
                        .map(text -> Call.duration("lagMax", text))
                        .orElse(defaults.lagMax()),
                source(body.getJsonObject("source")));
    }

    private static Optional<SourceConfig> source(@Nullable JsonObject body) {
        return Optional.ofNullable(body).map(source -> switch (source.getString("kind")) {
            case SourceConfig.KINESIS_VIDEO ->
                SourceConfig.KinesisVideo.of(
                        source.getString("stream"),
                        source.getString("region"),
                        source.getString("endpoint"),
                        source.getString("profile"),
                        source.getString("start"));
            default ->
                throw new IngestException(
                        IngestException.Code.BAD_REQUEST,
                        "source.kind is '%s', must be %s"
                                .formatted(source.getString("kind"), SourceConfig.KINESIS_VIDEO));
        });
    }

    /** The engines that the body names, with what the defaults say of those where it is silent. */
    static Map<String, EngineConfig> engines(StreamConfig defaults, @Nullable JsonObject body) {
        if (body == null) {
            return defaults.engines();
        }
        Map<String, EngineConfig> engines = new LinkedHashMap<>();
        for (String name : body.fieldNames()) {
            engines.put(
                    name, engine(name, Optional.ofNullable(defaults.engines().get(name)), body.getJsonObject(name)));
        }
        return engines;
    }

    private static EngineConfig engine(String name, Optional<EngineConfig> defaults, JsonObject body) {
        String model = Optional.ofNullable(body.getString("model"))
                .or(() -> defaults.map(EngineConfig::model))
                .orElseThrow(() -> new IngestException(
                        IngestException.Code.BAD_REQUEST,
                        "engines.%s needs a model; /v1/models lists them".formatted(name)));
        Number confidence = body.getNumber(
                "confidenceMin", defaults.map(EngineConfig::confidenceMin).orElse(EngineConfig.CONFIDENCE_MIN));
        String purpose =
                body.getString("purpose", defaults.map(EngineConfig::purpose).orElse(""));
        boolean recognise = body.getBoolean(
                "recognise", defaults.map(EngineConfig::recognise).orElse(false));
        JsonArray languages = body.getJsonArray("languages");
        return new EngineConfig(
                model,
                confidence.doubleValue(),
                purpose,
                recognise,
                languages == null
                        ? defaults.map(EngineConfig::languages).orElse(List.of())
                        : languages.stream().map(String::valueOf).toList());
    }

    private static IngestException absent(String name) {
        return new IngestException(IngestException.Code.NOT_FOUND, "there is no stream '%s'".formatted(name));
    }
}
