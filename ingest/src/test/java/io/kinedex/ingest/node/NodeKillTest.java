package io.kinedex.ingest.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinedex.ingest.TestVideo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node in a process of its own is killed in the middle of an ingest and must go on as if nothing had happened. */
class NodeKillTest {
    private static final int SECONDS = 90;
    private static final int KILLS = 4;

    @TempDir
    private Path folder;

    private final List<NodeProcess> started = new ArrayList<>();

    @AfterEach
    void endWhatIsLeft() {
        started.forEach(NodeProcess::close);
    }

    @Test
    void everyFragmentHasItsRecordsOnceHoweverOftenTheNodeIsKilled() throws Exception {
        Path video = TestVideo.write(folder.resolve("v.mp4"), SECONDS);
        Random random = new Random(7);
        String upload = "";
        for (int kill = 0; kill < KILLS; kill++) {
            NodeProcess running = start();
            try (NodeCalls calls = new NodeCalls(running.address())) {
                if (upload.isEmpty()) {
                    upload = calls.put("kill", "v.mp4", video, "?start=2026-01-01T00:00:00Z");
                }
                awaitProgress(calls, upload, kill + 1);
                Thread.sleep(random.nextInt(150));
            }
            running.kill();
        }
        NodeProcess last = start();
        try (NodeCalls calls = new NodeCalls(last.address())) {
            JsonNode ended = calls.awaitEnd(upload);
            assertThat(ended.get("state").asText()).isEqualTo("searchable");
            assertComplete(
                    calls.records("kill"), ended.at("/progress/fragmentsCut").asInt());
        }
        assertThat(last.end()).isTrue();
    }

    private static void awaitProgress(NodeCalls calls, String upload, int fragments) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (System.nanoTime() < deadline) {
            JsonNode now = calls.json("/v1/uploads/" + upload);
            boolean ended = now.get("state").asText().equals("searchable");
            if (ended || now.at("/progress/fragmentsAnalysed").asInt() >= fragments) {
                return;
            }
            Thread.sleep(5);
        }
        throw new IllegalStateException("no progress: " + calls.json("/v1/uploads/" + upload));
    }

    private static void assertComplete(List<JsonNode> records, int fragments) {
        List<Long> numbers = records.stream()
                .map(record -> Long.parseLong(record.at("/fragment/number").asText()))
                .toList();
        assertThat(numbers).hasSize(fragments).doesNotHaveDuplicates().isSorted();
        assertThat(numbers.getLast() - numbers.getFirst() + 1).isEqualTo(fragments);
        List<String> times = records.stream()
                .flatMap(record -> record.get("frames").valueStream())
                .map(frame -> frame.get("time").asText())
                .toList();
        assertThat(times).doesNotHaveDuplicates().isSorted().hasSize(2 * SECONDS);
    }

    private NodeProcess start() throws IOException {
        NodeProcess node = NodeProcess.start(folder);
        started.add(node);
        return node;
    }
}
