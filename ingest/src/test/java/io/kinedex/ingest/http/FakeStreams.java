package io.kinedex.ingest.http;

import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.stream.EngineConfig;
import io.kinedex.ingest.stream.LagPolicy;
import io.kinedex.ingest.stream.SourceConfig;
import io.kinedex.ingest.stream.SourceStatus;
import io.kinedex.ingest.stream.StreamConfig;
import io.kinedex.ingest.stream.StreamStatus;
import io.kinedex.ingest.stream.Streams;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Streams in memory. */
final class FakeStreams implements Streams {
    private final Map<String, StreamConfig> configs = new ConcurrentSkipListMap<>();

    @Override
    public List<StreamStatus> list() {
        return configs.values().stream().map(FakeStreams::status).toList();
    }

    @Override
    public Optional<StreamStatus> find(String name) {
        return Optional.ofNullable(configs.get(name)).map(FakeStreams::status);
    }

    @Override
    public StreamStatus put(StreamConfig config) {
        config.engines().forEach((engine, chosen) -> {
            if (chosen.model().startsWith("no-")) {
                throw new IngestException(
                        IngestException.Code.BAD_REQUEST,
                        "model '%s' is not in the catalogue".formatted(chosen.model()));
            }
        });
        configs.put(config.name(), config);
        return status(config);
    }

    @Override
    public StreamConfig require(String name) {
        return configs.computeIfAbsent(name, this::defaults);
    }

    @Override
    public StreamConfig defaults(String name) {
        return new StreamConfig(
                name,
                "500ms",
                Map.of(StreamConfig.OBJECTS, new EngineConfig("efficientdet-lite0", 0.4, "")),
                LagPolicy.CATCH_UP,
                Duration.ofSeconds(30));
    }

    @Override
    public boolean delete(String name) {
        return configs.remove(name) != null;
    }

    private static StreamStatus status(StreamConfig config) {
        return new StreamStatus(
                config,
                12,
                34_567,
                10,
                2,
                Optional.of(Instant.parse("2026-11-22T10:00:00Z")),
                Optional.empty(),
                Duration.ofMillis(4_200),
                config.source().map(FakeStreams::source));
    }

    private static SourceStatus source(SourceConfig config) {
        return new SourceStatus(
                SourceStatus.State.CATCHING_UP,
                "",
                Instant.parse("2026-11-22T10:00:00Z"),
                "91343852333181432392682062607724920111437915647",
                Optional.of(Duration.ofMillis(1_500)),
                Duration.ofSeconds(3),
                new SourceStatus.Counts(12, 34_567, 2, 1, 0, 3, 2, 1, 0));
    }
}
