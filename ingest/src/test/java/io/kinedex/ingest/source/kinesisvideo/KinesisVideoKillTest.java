package io.kinedex.ingest.source.kinesisvideo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.node.NodeProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node in a process of its own is killed while it follows a stream, and must neither lose nor double anything. */
class KinesisVideoKillTest {
    private static final int BACKLOG = 120;
    private static final int FRAGMENTS = 200;
    private static final int KILLS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration LENGTH = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    private final List<NodeProcess> started = new ArrayList<>();
    private final List<FragmentNumber> made = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    @AfterEach
    void endWhatIsLeft() {
        started.forEach(NodeProcess::close);
        http.close();
    }

    @Test
    void everyFragmentIsThereOnceWithItsRecordHoweverOftenTheNodeIsKilled() throws Exception {
        Random random = new Random(5);
        try (FakeVideoService service = new FakeVideoService()) {
            service.chance(new Random(3));
            Instant past = Instant.now().minus(Duration.ofMinutes(30));
            for (int i = 0; i < BACKLOG; i++) {
                add(service, past.plus(LENGTH.multipliedBy(i)));
            }
            for (int kill = 0; kill < KILLS; kill++) {
                NodeProcess node = start();
                follow(node, service);
                awaitArchived(node, (kill + 1) * BACKLOG / KILLS);
                Thread.sleep(random.nextInt(200));
                addLive(service, (FRAGMENTS - BACKLOG) * (kill + 1) / (2 * KILLS));
                Thread.sleep(random.nextInt(300));
                node.kill();
            }
            addLive(service, FRAGMENTS - BACKLOG);
            NodeProcess last = start();
            awaitArchived(last, FRAGMENTS);
            assertComplete(last);
            assertThat(last.end()).isTrue();
        }
    }

    private void addLive(FakeVideoService service, int untilLive) {
        while (made.size() < BACKLOG + untilLive) {
            add(service, Instant.now());
        }
    }

    private void add(FakeVideoService service, Instant time) {
        FragmentNumber number = FragmentNumber.of(1_000_000L + 10L * made.size());
        made.add(number);
        service.add(new TinyFragment(number, time, time, LENGTH, 1_000));
    }

    private void follow(NodeProcess node, FakeVideoService service) throws Exception {
        String source = """
                {"source": {"kind": "kinesis-video", "stream": "gate", "region": "us-east-1", "endpoint": "%s",
                 "start": "earliest"}}
                """.formatted(service.endpoint());
        HttpRequest request = HttpRequest.newBuilder(node.address().resolve("/v1/streams/kvs"))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(source))
                .build();
        assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isIn(200, 201);
    }

    private void awaitArchived(NodeProcess node, int count) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (status(node).path("archived").asInt() < count) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("%d fragments did not come: %s".formatted(count, status(node)));
            }
            Thread.sleep(10);
        }
    }

    private JsonNode status(NodeProcess node) throws Exception {
        return get(node, "/v1/streams/kvs").path("status");
    }

    private JsonNode get(NodeProcess node, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(node.address().resolve(path)).build();
        return json.readTree(http.send(request, BodyHandlers.ofString()).body());
    }

    private void assertComplete(NodeProcess node) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (status(node).path("pending").asInt() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        assertThat(status(node).path("archived").asInt()).isEqualTo(FRAGMENTS);
        List<String> recorded = new ArrayList<>();
        get(node, "/v1/records?from=trim-horizon&limit=1000&stream=kvs")
                .path("records")
                .forEach(published ->
                        recorded.add(published.at("/record/fragment/number").asText()));
        assertThat(recorded)
                .containsExactlyElementsOf(
                        made.stream().map(FragmentNumber::toString).toList());
    }

    private NodeProcess start() throws IOException {
        NodeProcess node =
                NodeProcess.start(folder, Map.of("AWS_ACCESS_KEY_ID", "AKIDTEST", "AWS_SECRET_ACCESS_KEY", "secret"));
        started.add(node);
        return node;
    }
}
