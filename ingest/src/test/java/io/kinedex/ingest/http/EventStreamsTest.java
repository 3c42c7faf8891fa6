package io.kinedex.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Followers hear every record once, in order, from where they say. */
final class EventStreamsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static TestNode node;

    @BeforeAll
    static void start() throws IOException {
        node = new TestNode(folder);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    /** A connection that reads events. */
    private static final class Listener implements AutoCloseable {
        private final RawHttp raw;

        private Listener(TestNode node, String path, String... headers) throws IOException {
            raw = new RawHttp(node.server.port());
            String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
            raw.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n" + more + "\r\n");
            RawHttp.Answer head = raw.head();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("content-type")).isEqualTo("text/event-stream");
            while (!raw.line().equals("retry: 2000")) {
                // the size of the first chunk
            }
        }

        /** The lines of the next event that has any of the given beginning, up to its blank line. */
        private List<String> next(String beginning) throws IOException {
            List<String> event = new ArrayList<>();
            while (true) {
                String line = raw.line();
                if (line.isEmpty()) {
                    if (event.stream().anyMatch(one -> one.startsWith(beginning))) {
                        return event;
                    }
                    event.clear();
                } else {
                    event.add(line);
                }
            }
        }

        private String nextSequence() throws IOException {
            List<String> event = next("event: record");
            String data = event.stream()
                    .filter(line -> line.startsWith("data: "))
                    .findFirst()
                    .orElseThrow();
            String id = event.stream()
                    .filter(line -> line.startsWith("id: "))
                    .findFirst()
                    .orElseThrow();
            String sequence = JSON.readTree(data.substring(6)).at("/sequence").asText();
            assertThat(id).isEqualTo("id: " + sequence);
            return sequence;
        }

        @Override
        public void close() throws IOException {
            raw.close();
        }
    }

    @Test
    void theLastMessageOfARecordHasItsNumber() throws Exception {
        try (Listener listener =
                new Listener(node, "/v1/records/tail?stream=formed&profile=rekognition&envelope=none")) {
            node.publish("formed");
            node.publishFace("formed");

            List<String> first = listener.next("event: record");
            List<String> second = listener.next("event: record");

            assertThat(first).noneMatch(line -> line.startsWith("id: "));
            assertThat(first).anyMatch(line -> line.contains("\"DetectedFace\""));
            assertThat(second).contains("id: " + node.metadata.latest());
            assertThat(second).anyMatch(line -> line.endsWith("\"FaceSearchResponse\":[]}"));
        }
    }

    @Test
    void tellsRecordsAsTheyArePublished() throws Exception {
        try (Listener listener = new Listener(node, "/v1/records/tail?stream=live")) {
            node.publish("quiet");
            node.publish("live", FakeIndex.hit("s1", "live", "car").sighting());
            List<String> event = listener.next("event: record");
            assertThat(event).anyMatch(line -> line.startsWith("data: ") && line.contains("\"label\":\"car\""));
            assertThat(event).noneMatch(line -> line.contains("quiet"));
        }
    }

    @Test
    void goesOnAfterTheLastEventThatWasSeen() throws Exception {
        for (int i = 0; i < 5; i++) {
            node.publish("again");
        }
        String second;
        String third;
        try (Listener listener = new Listener(node, "/v1/records/tail?stream=again&from=trim-horizon")) {
            listener.nextSequence();
            second = listener.nextSequence();
            third = listener.nextSequence();
        }
        try (Listener listener =
                new Listener(node, "/v1/records/tail?stream=again&from=trim-horizon", "Last-Event-ID: " + second)) {
            assertThat(listener.nextSequence()).isEqualTo(third);
        }
        try (Listener listener = new Listener(node, "/v1/records/tail?stream=again&from=" + third)) {
            assertThat(listener.nextSequence()).isEqualTo(third);
        }
    }

    @Test
    void tellsSightingsThatAnswerALiveQuery() throws Exception {
        try (Listener listener = new Listener(node, "/v1/search/live?q=label:dog")) {
            node.publish("yard", FakeIndex.hit("c1", "yard", "cat").sighting());
            node.publish("yard", FakeIndex.hit("d1", "yard", "dog").sighting());
            List<String> event = listener.next("event: sighting");
            String data = event.stream()
                    .filter(line -> line.startsWith("data: "))
                    .findFirst()
                    .orElseThrow();
            assertThat(JSON.readTree(data.substring(6)).at("/sighting/id").asText())
                    .isEqualTo("d1");
            assertThat(JSON.readTree(data.substring(6)).at("/thumbnail").asText())
                    .isEqualTo("/v1/sightings/d1/thumbnail");
            assertThat(event).anyMatch(line -> line.startsWith("id: "));
        }
    }

    @Test
    void aSlowReaderLosesNothing() throws Exception {
        try (Listener listener = new Listener(node, "/v1/records/tail?stream=slow")) {
            for (int i = 0; i < 3000; i++) {
                node.publish("slow", FakeIndex.hit("s" + i, "slow", "car").sighting());
            }
            long last = 0;
            for (int i = 0; i < 3000; i++) {
                long sequence = Long.parseLong(listener.nextSequence());
                assertThat(sequence).isGreaterThan(last);
                last = sequence;
            }
        }
    }

    @Test
    void hearsAHeartbeatAndRefusesTooManyAndLetsThoseGoThatLeave() throws Exception {
        Path own = Files.createDirectories(folder.resolve("few"));
        try (TestNode few = new TestNode(own, options -> Impatience.of(options, 600))) {
            try (Listener first = new Listener(few, "/v1/records/tail");
                    Listener second = new Listener(few, "/v1/records/tail")) {
                assertThat(first.next(":")).contains(":");
                assertThat(second.next(":")).contains(":");
                assertThat(few.get("/v1/records/tail").statusCode()).isEqualTo(503);
            }
            int status = 503;
            for (int i = 0; status == 503 && i < 200; i++) {
                Thread.sleep(20);
                try (RawHttp raw = new RawHttp(few.server.port())) {
                    raw.send("GET /v1/records/tail HTTP/1.1\r\nHost: localhost\r\n\r\n");
                    status = raw.head().status();
                }
            }
            assertThat(status).isEqualTo(200);
        }
    }

    @Test
    void followersEndWithTheServer() throws Exception {
        Path own = Files.createDirectories(folder.resolve("ending"));
        TestNode ending = new TestNode(own);
        try (Listener listener = new Listener(ending, "/v1/records/tail")) {
            ending.close();
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> listener.next("never"));
        }
    }

    @Test
    void asksForTheHeadOfEventsWithoutFollowing() throws Exception {
        assertThat(node.send(node.request("/v1/records/tail").method("HEAD", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);
    }
}
