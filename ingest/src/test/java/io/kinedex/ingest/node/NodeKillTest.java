package io.kinedex.ingest.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinedex.ingest.TestVideo;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node in a process of its own is killed in the middle of an ingest and must go on as if nothing had happened. */
class NodeKillTest {
    private static final int SECONDS = 90;
    private static final int KILLS = 4;

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endWhatIsLeft() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void everyFragmentHasItsRecordsOnceHoweverOftenTheNodeIsKilled() throws Exception {
        Path video = TestVideo.write(folder.resolve("v.mp4"), SECONDS);
        Random random = new Random(7);
        String upload = "";
        for (int kill = 0; kill < KILLS; kill++) {
            Running running = start();
            try (NodeCalls calls = new NodeCalls(running.address())) {
                if (upload.isEmpty()) {
                    upload = calls.put("kill", "v.mp4", video, "?start=2026-01-01T00:00:00Z");
                }
                awaitProgress(calls, upload, kill + 1);
                Thread.sleep(random.nextInt(150));
            }
            running.process().destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        Running last = start();
        try (NodeCalls calls = new NodeCalls(last.address())) {
            JsonNode ended = calls.awaitEnd(upload);
            assertThat(ended.get("state").asText()).isEqualTo("searchable");
            assertComplete(
                    calls.records("kill"), ended.at("/progress/fragmentsCut").asInt());
        }
        last.process().destroy();
        assertThat(last.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
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

    private record Running(Process process, URI address) {}

    private Running start() throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "--add-modules=jdk.incubator.vector",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx512m",
                "-Dkinedex.weights=" + System.getProperty("kinedex.weights", ".pinned"),
                "-cp",
                System.getProperty("java.class.path"),
                NodeProcess.class.getName(),
                folder.resolve("data").toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("node.log").toFile()))
                .start();
        started.add(process);
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("ready ")) {
                return new Running(process, URI.create(line.substring("ready ".length())));
            }
        }
        throw new IllegalStateException("node did not start: " + Files.readString(folder.resolve("node.log")));
    }
}
