package io.kinedex.ingest.http;

import io.kinedex.ingest.people.FaceAudit;
import io.kinedex.ingest.people.PeopleDesk;
import io.kinedex.metadata.people.KeyVault;
import io.kinedex.metadata.people.People;
import io.kinedex.metadata.people.PeopleOptions;
import io.kinedex.metadata.profile.StreamArns;
import io.kinedex.metadata.record.AnalysedFrame;
import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.Detection;
import io.kinedex.metadata.record.Embedding;
import io.kinedex.metadata.record.EngineRef;
import io.kinedex.metadata.record.FragmentRef;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.Outcome;
import io.kinedex.metadata.record.Sighting;
import io.kinedex.metadata.record.TrackedDetection;
import io.kinedex.metadata.stream.Checkpoint;
import io.kinedex.metadata.stream.RocksMetadataStream;
import io.kinedex.metadata.stream.StreamOptions;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** A server on a free port with hand-written services behind it and a client before it. */
final class TestNode implements AutoCloseable {
    static final StreamArns ARNS = StreamArns.of("us-east-1", "000000000000");

    final FakeStreams streams = new FakeStreams();
    final FakeUploads uploads;
    final FakeIndex index = new FakeIndex();
    final FakeMedia media;
    final FakeModels models = new FakeModels();
    final FakeReruns reruns = new FakeReruns();
    final List<String> notReady = new CopyOnWriteArrayList<>();
    final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final Vertx vertx = Vertx.vertx();
    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    final RocksMetadataStream metadata;
    final KeyVault keys;
    final People people;
    final PeopleDesk desk;
    final HttpServer server;

    private int fragments;

    TestNode(Path folder) throws IOException {
        this(folder, UnaryOperator.identity());
    }

    TestNode(Path folder, UnaryOperator<HttpOptions> options) throws IOException {
        uploads = new FakeUploads(Files.createDirectories(folder.resolve("uploads")));
        media = new FakeMedia(Files.createDirectories(folder.resolve("clips")));
        metadata = RocksMetadataStream.open(
                folder.resolve("metadata"), StreamOptions.defaults().withShards(2));
        keys = KeyVault.open(folder.resolve("people/keys"));
        people = People.open(
                folder.resolve("people/rows"), metadata, keys, new PeopleOptions("default", 0.45), Clock.systemUTC());
        desk = new PeopleDesk(
                people,
                index,
                FakeFaces::vector,
                () -> "a".repeat(64),
                new FaceAudit(folder.resolve("audit"), Clock.systemUTC()));
        ModelStatus model = new ModelStatus(
                "efficientdet-lite0",
                "object-detection",
                "objects",
                "a package",
                "ab".repeat(32),
                "Apache-2.0",
                true,
                true,
                "");
        NodeServices services = new NodeServices(
                streams,
                uploads,
                metadata,
                ARNS,
                index,
                text -> List.of(new Embedding("a-model", new float[] {1, text.length()})),
                picture -> new Embedding("a-model", new float[] {2, picture.length}),
                media,
                desk,
                () -> List.of(model),
                models,
                reruns,
                () -> List.of(),
                () -> List.copyOf(notReady));
        server = HttpServer.start(vertx, options.apply(HttpOptions.at("127.0.0.1", 0)), services, registry);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    HttpResponse<String> json(String method, String path, String body) throws IOException, InterruptedException {
        return send(request(path)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json"));
    }

    /** Publishes a record of the next fragment. */
    MetadataRecord publish(String stream, Sighting... sightings) {
        return publish(stream, "objects", List.of(), sightings);
    }

    /** Publishes a record of two frames, one with a face. */
    MetadataRecord publishFace(String stream) {
        Detection face = new Detection("face", 0.9, new Box(0.1, 0.2, 0.3, 0.4));
        return publish(stream, "faces", List.of(new TrackedDetection("", face)));
    }

    private MetadataRecord publish(
            String stream, String engine, List<TrackedDetection> detections, Sighting... sightings) {
        Instant start = Instant.parse("2026-11-22T10:00:00Z").plusSeconds(2L * fragments);
        FragmentRef fragment = new FragmentRef(Integer.toString(++fragments), start, start.plusSeconds(2));
        MetadataRecord record = new MetadataRecord(
                "default",
                stream,
                fragment,
                new EngineRef(engine, "efficientdet-lite0", "ab".repeat(32)),
                sightings.length == 0 ? new Outcome.Nothing() : new Outcome.Found(),
                List.of(new AnalysedFrame(start, detections), new AnalysedFrame(start.plusSeconds(1), List.of())),
                List.of(sightings));
        metadata.append(List.of(record), new Checkpoint(stream, fragment.number(), "{}"));
        return record;
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
        server.close();
        people.close();
        keys.close();
        metadata.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
