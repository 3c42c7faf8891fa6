package io.kinedex.ingest.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinedex.ingest.TextVideo;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Second looks on real decoders, weights and disks, by a node that is killed now and then. */
class RerunIngestTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int SECONDS = 10;
    private static final String FACES =
            "{\"sampling\": \"500ms\", \"engines\": {\"faces\": {\"model\": \"%s\", \"purpose\": \"a test\"}}}";
    private static final String AGAIN = "{\"engines\": {\"faces\": {\"model\": \"%s\"}}}";

    @TempDir
    private Path folder;

    private final List<NodeProcess> started = new ArrayList<>();

    @AfterEach
    void endWhatIsLeft() {
        started.forEach(NodeProcess::close);
    }

    @Test
    void takesThePlaceOfTheFirstLookAtOnceHoweverOftenTheNodeIsKilled() throws Exception {
        int fragments = ingest();
        String rerun = "";
        for (int kill = 0; kill < 3; kill++) {
            NodeProcess running = start();
            try (NodeCalls calls = new NodeCalls(running.address())) {
                rerun = rerun.isEmpty() ? begin(calls, AGAIN.formatted("blazeface-back")) : rerun;
                awaitParts(calls, 2 * (kill + 1));
                assertThat(models(calls)).hasSizeLessThan(2);
            }
            running.kill();
        }
        NodeProcess last = start();
        try (NodeCalls calls = new NodeCalls(last.address())) {
            Set<Set<String>> seen = new HashSet<>();
            while (!state(calls, rerun).equals("complete")) {
                seen.add(models(calls));
            }
            assertThat(models(calls)).containsExactly("blazeface-back");
            seen.removeAll(List.of(Set.of("rfb-320"), Set.of("blazeface-back")));
            assertThat(seen).as("both at a time").isEmpty();
            List<String> numbers = parts(calls, "part");
            assertThat(numbers).hasSize(fragments).doesNotHaveDuplicates();
            assertThat(parts(calls, "complete")).hasSize(1);
            assertThat(calls.json("/v1/reruns/" + rerun)
                            .at("/progress/fragments")
                            .asInt())
                    .isEqualTo(fragments);
        }
    }

    @Test
    void leavesNothingWhereItIsGivenUpAndTheOldOnesAfterTheStretch() throws Exception {
        int fragments = ingest();
        NodeProcess running = start();
        try (NodeCalls calls = new NodeCalls(running.address())) {
            String given = begin(calls, AGAIN.formatted("blazeface-back"));
            assertThat(calls.delete("/v1/reruns/" + given).statusCode()).isEqualTo(204);
            awaitState(calls, given, "cancelled");
            assertThat(models(calls)).containsExactly("rfb-320");

            String again = begin(calls, "{\"from\": \"2026-01-01T00:00:06Z\"}");
            awaitState(calls, again, "complete");
            JsonNode rerun = calls.json("/v1/reruns/" + again);
            assertThat(rerun.at("/engines/0/model").asText()).isEqualTo("rfb-320");
            assertThat(rerun.at("/progress/done").asInt())
                    .isPositive()
                    .isLessThan(fragments)
                    .isEqualTo(rerun.at("/progress/fragments").asInt());
            List<String> starts = starts(calls);
            assertThat(starts)
                    .filteredOn(start -> start.startsWith("2026-01-01T00:00:00"))
                    .hasSize(3);
            assertThat(starts)
                    .filteredOn(start -> start.startsWith("2026-01-01T00:00:06"))
                    .hasSize(3);
            assertThat(begin(calls, "{\"from\": \"2027-01-01T00:00:00Z\"}")).isEqualTo("404");
            assertThat(begin(calls, AGAIN.formatted("no-such-model"))).isEqualTo("400");
        }
    }

    /** Three faces that stand still; gives the number of fragments. */
    private int ingest() throws Exception {
        Path video = TextVideo.still(folder.resolve("faces.mp4"), "three-faces.png", SECONDS);
        NodeProcess node = start();
        try (NodeCalls calls = new NodeCalls(node.address())) {
            assertThat(calls.json("PUT", "/v1/streams/party", FACES.formatted("rfb-320"))
                            .statusCode())
                    .isEqualTo(201);
            JsonNode upload = calls.awaitEnd(calls.put("party", "faces.mp4", video, "?start=2026-01-01T00:00:00Z"));
            assertThat(upload.get("state").asText()).isEqualTo("searchable");
            assertThat(models(calls)).containsExactly("rfb-320");
            return upload.at("/progress/fragmentsCut").asInt();
        } finally {
            assertThat(node.end()).isTrue();
        }
    }

    /** The rerun's id, or the status with which it was refused. */
    private static String begin(NodeCalls calls, String wish) throws Exception {
        HttpResponse<byte[]> answer = calls.json("POST", "/v1/streams/party/reruns", wish);
        return answer.statusCode() == 201
                ? new ObjectMapper().readTree(answer.body()).get("id").asText()
                : Integer.toString(answer.statusCode());
    }

    private static String state(NodeCalls calls, String rerun) throws InterruptedException {
        return calls.json("/v1/reruns/" + rerun).get("state").asText();
    }

    private static void awaitState(NodeCalls calls, String rerun, String state) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!state(calls, rerun).equals(state)) {
            assertThat(System.nanoTime()).as("rerun is %s", state(calls, rerun)).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    private static void awaitParts(NodeCalls calls, int count) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (parts(calls, "part").size() < count && parts(calls, "complete").isEmpty()) {
            assertThat(System.nanoTime()).as("parts of the rerun").isLessThan(deadline);
            Thread.sleep(5);
        }
    }

    /** The fragments of the records that say this of a rerun. */
    private static List<String> parts(NodeCalls calls, String state) throws InterruptedException {
        return calls.records("party").stream()
                .filter(record -> record.at("/rerun/state").asText().equals(state))
                .map(record -> record.at("/fragment/number").asText())
                .toList();
    }

    private static Set<String> models(NodeCalls calls) throws InterruptedException {
        Set<String> models = new HashSet<>();
        hits(calls).forEach(hit -> models.add(hit.get("model").asText()));
        return models;
    }

    private static List<String> starts(NodeCalls calls) throws InterruptedException {
        return hits(calls).stream()
                .map(hit -> hit.at("/sighting/start").asText())
                .toList();
    }

    private static List<JsonNode> hits(NodeCalls calls) throws InterruptedException {
        List<JsonNode> hits = new ArrayList<>();
        calls.json("/v1/search?limit=1000&q=face").get("hits").forEach(hits::add);
        return hits;
    }

    private NodeProcess start() throws Exception {
        NodeProcess node = NodeProcess.start(folder);
        started.add(node);
        return node;
    }
}
