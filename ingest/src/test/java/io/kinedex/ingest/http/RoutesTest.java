package io.kinedex.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.metadata.index.LikenessRequest;
import io.kinedex.metadata.index.SearchRequest;
import io.kinedex.metadata.query.QueryParser;
import io.kinedex.metadata.record.Embedding;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every route that answers with a whole document. */
final class RoutesTest {
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

    @BeforeEach
    void empty() {
        node.index.hits.clear();
        node.notReady.clear();
    }

    @Test
    void createsChangesTellsAndDeletesStreams() throws Exception {
        assertThat(node.get("/v1/streams/gate").statusCode()).isEqualTo(404);

        HttpResponse<String> created = node.json("PUT", "/v1/streams/gate", "{}");
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(JSON.readTree(created.body()).at("/engines/objects/model").asText())
                .isEqualTo("efficientdet-lite0");

        String body = """
            {"sampling": "keyframes", "lag": "skip-to-live", "lagMax": "5s",
             "engines": {"faces": {"model": "blazeface-front", "confidenceMin": 0.7, "purpose": "a test"}}}
            """;
        HttpResponse<String> changed = node.json("PUT", "/v1/streams/gate", body);
        assertThat(changed.statusCode()).isEqualTo(200);

        JsonNode stream = JSON.readTree(node.get("/v1/streams/gate").body());
        assertThat(stream.at("/sampling").asText()).isEqualTo("keyframes");
        assertThat(stream.at("/lag").asText()).isEqualTo("skip-to-live");
        assertThat(stream.at("/lagMax").asText()).isEqualTo("PT5S");
        assertThat(stream.at("/engines/faces/confidenceMin").asDouble()).isEqualTo(0.7);
        assertThat(stream.at("/engines").has("objects")).isFalse();
        assertThat(stream.at("/status/behindSeconds").asDouble()).isEqualTo(4.2);
        assertThat(stream.at("/status/first").asText()).isEqualTo("2026-11-22T10:00:00Z");
        assertThat(JSON.readTree(node.get("/v1/streams").body())
                        .at("/streams/0/name")
                        .asText())
                .isEqualTo("gate");

        assertThat(node.json("DELETE", "/v1/streams/gate", "").statusCode()).isEqualTo(204);
        assertThat(node.json("DELETE", "/v1/streams/gate", "").statusCode()).isEqualTo(404);
    }

    @Test
    void whatAStreamIsToldComesBackTheSame() throws Exception {
        String told =
                node.json("PUT", "/v1/streams/round", "{\"lagMax\": \"PT7S\"}").body();
        ObjectNode again = (ObjectNode) JSON.readTree(told);
        again.remove("name");
        again.remove("status");
        assertThat(node.json("PUT", "/v1/streams/round", again.toString()).body())
                .isEqualTo(told);
    }

    @Test
    void theSourceOfAStreamIsSetShownAndRemoved() throws Exception {
        String body = """
            {"source": {"kind": "kinesis-video", "stream": "gate", "region": "eu-west-1", "start": "earliest"}}
            """;
        JsonNode set = JSON.readTree(node.json("PUT", "/v1/streams/taken", body).body());
        assertThat(set.at("/source/stream").asText()).isEqualTo("gate");
        assertThat(set.at("/source/start").asText()).isEqualTo("earliest");
        assertThat(set.at("/source").has("endpoint")).isFalse();
        assertThat(set.at("/status/source/state").asText()).isEqualTo("catching-up");
        assertThat(set.at("/status/source/behindSeconds").asDouble()).isEqualTo(1.5);
        assertThat(set.at("/status/source/counts/gapsRepaired").asInt()).isEqualTo(1);
        ObjectNode again = (ObjectNode) set.deepCopy();
        again.remove("name");
        again.remove("status");
        assertThat(JSON.readTree(
                        node.json("PUT", "/v1/streams/taken", again.toString()).body()))
                .isEqualTo(set);

        assertThat(JSON.readTree(node.json("PUT", "/v1/streams/taken", "{}").body())
                        .has("source"))
                .isFalse();
        HttpResponse<String> refused = node.json(
                "PUT",
                "/v1/streams/taken",
                "{\"source\": {\"kind\": \"kinesis-video\", \"stream\": \"gate\", \"start\": \"later\"}}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("source.start is 'later'");
    }

    @Test
    void searchesPageByPage() throws Exception {
        node.index.hits.add(FakeIndex.hit("s1", "gate", "car"));
        node.index.hits.add(FakeIndex.hit("s2", "gate", "person"));
        JsonNode first =
                JSON.readTree(node.get("/v1/search?limit=1&order=confidence").body());
        assertThat(first.at("/total").asInt()).isEqualTo(2);
        assertThat(first.at("/hits/0/sighting/label").asText()).isEqualTo("car");
        assertThat(first.at("/hits/0/sighting/start").asText()).isEqualTo("2026-11-22T10:00:00Z");
        assertThat(first.at("/hits/0/thumbnail").asText()).isEqualTo("/v1/sightings/s1/thumbnail");
        assertThat(node.index.asked.order()).isEqualTo(SearchRequest.Order.CONFIDENCE);

        JsonNode second = JSON.readTree(
                node.get("/v1/search?limit=1&cursor=" + first.at("/next").asText())
                        .body());
        assertThat(second.at("/hits/0/sighting/id").asText()).isEqualTo("s2");
        assertThat(second.has("next")).isFalse();
    }

    @Test
    void queriesArriveAsTheyWereWritten() throws Exception {
        for (String query : new String[] {
            "\"traffic light\"",
            "label:\"100% a+b\"",
            "true",
            "12",
            "a AND (b OR NOT c)",
            "confidence>=0.6",
            "stream:\"é\""
        }) {
            assertThat(node.get("/v1/search?q=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                            .statusCode())
                    .as(query)
                    .isEqualTo(200);
            assertThat(node.index.asked.query()).isEqualTo(QueryParser.parse(query));
        }
        node.get("/v1/search?q=");
        assertThat(node.index.asked.query()).isEqualTo(QueryParser.parse("*"));
    }

    @Test
    void tellsOneSighting() throws Exception {
        node.index.hits.add(FakeIndex.hit("s1", "gate", "car"));
        assertThat(JSON.readTree(node.get("/v1/sightings/s1").body())
                        .at("/sighting/box/width")
                        .asDouble())
                .isEqualTo(0.3);
        assertThat(node.get("/v1/sightings/s9").statusCode()).isEqualTo(404);
    }

    @Test
    void listsRecordsPageByPage() throws Exception {
        node.publish("paged");
        node.publish("other");
        node.publish("paged", FakeIndex.hit("s1", "paged", "car").sighting());
        JsonNode first =
                JSON.readTree(node.get("/v1/records?stream=paged&limit=1").body());
        assertThat(first.at("/records")).hasSize(1);
        JsonNode second = JSON.readTree(
                node.get("/v1/records?stream=paged&from=" + first.at("/next").asText())
                        .body());
        assertThat(second.at("/records")).hasSize(1);
        assertThat(second.at("/records/0/record/sightings/0/label").asText()).isEqualTo("car");
        JsonNode end = JSON.readTree(
                node.get("/v1/records?stream=paged&from=" + second.at("/next").asText())
                        .body());
        assertThat(end.at("/records")).isEmpty();
        assertThat(end.at("/next")).isEqualTo(second.at("/next"));
        JsonNode latest = JSON.readTree(node.get("/v1/records?from=latest").body());
        assertThat(latest.at("/records")).isEmpty();
        node.publish("paged");
        assertThat(JSON.readTree(node.get(
                                        "/v1/records?from=" + latest.at("/next").asText())
                                .body())
                        .at("/records"))
                .hasSize(1);
        assertThat(JSON.readTree(node.get("/v1/records?from=2000-01-01T00:00:00Z")
                                .body())
                        .at("/records"))
                .hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void givesRecordsInTheFormThatIsAskedFor() throws Exception {
        String id = node.publishFace("formed").id();
        node.publish("formed");
        JsonNode frames = JSON.readTree(node.get("/v1/records?stream=formed&profile=rekognition&envelope=none")
                        .body())
                .at("/records");
        assertThat(frames).hasSize(2);
        assertThat(frames.at("/0/FaceSearchResponse/0/DetectedFace/Confidence").asDouble())
                .isEqualTo(90);
        assertThat(frames.at("/1/InputInformation/KinesisVideo/FrameOffsetInSeconds")
                        .asDouble())
                .isEqualTo(1);
        JsonNode events = JSON.readTree(node.get("/v1/records?stream=formed&envelope=cloudevents")
                        .body())
                .at("/records");
        assertThat(events).hasSize(2);
        assertThat(events.at("/0/id").asText()).isEqualTo(id);
        assertThat(events.at("/0/data/id").asText()).isEqualTo(id);
        assertThat(node.get("/v1/records?profile=aws").statusCode()).isEqualTo(400);
    }

    @Test
    void tellsTheSchemaOfRecords() throws Exception {
        HttpResponse<String> schema = node.get("/v1/records/schema");
        assertThat(schema.headers().firstValue("Content-Type")).contains("application/schema+json");
        assertThat(JSON.readTree(schema.body()).has("$schema")).isTrue();
    }

    @Test
    void tellsItsModelsHealthAndReadiness() throws Exception {
        assertThat(JSON.readTree(node.get("/v1/models").body())
                        .at("/models/0/present")
                        .asBoolean())
                .isTrue();
        assertThat(node.get("/health").body()).isEqualTo("{\"status\":\"live\"}");
        assertThat(node.get("/ready").statusCode()).isEqualTo(200);
        node.notReady.add("model blazeface-front: weights are missing");
        HttpResponse<String> ready = node.get("/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(JSON.readTree(ready.body()).at("/problems/0").asText()).contains("weights are missing");
    }

    @Test
    void countsRequestsByOperation() throws Exception {
        node.get("/v1/models");
        HttpResponse<String> metrics = node.get("/metrics");
        assertThat(metrics.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
        assertThat(metrics.body())
                .contains("kinedex_http_requests_seconds_count{operation=\"listModels\",status=\"200\"}");
    }

    @Test
    void tellsItsDescriptionInYamlAndJson() throws Exception {
        assertThat(node.get("/openapi.yaml").body()).startsWith("openapi: 3.1.0");
        assertThat(JSON.readTree(node.get("/openapi.json").body())
                        .at("/openapi")
                        .asText())
                .isEqualTo("3.1.0");
    }

    @Test
    void servesThePageAndEveryPartItNames() throws Exception {
        HttpResponse<String> page = node.get("/?q=face&order=oldest");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("script-src 'self'")
                .doesNotContain("unsafe");
        assertThat(page.body()).doesNotContain("http://", "https://", "style=\"", "onclick");
        String etag = page.headers().firstValue("ETag").orElseThrow();
        assertThat(node.send(node.request("/").header("If-None-Match", etag)).statusCode())
                .isEqualTo(304);
        for (String part : new String[] {
            "page.css", "page.js", "api.js", "dom.js", "panel.js", "player.js", "results.js", "sending.js", "icon.svg"
        }) {
            assertThat(node.get("/page/" + part).statusCode()).as(part).isEqualTo(200);
        }
    }

    @Test
    void asksTheIndexForWhatIsMeantAndWhatIsAlike() throws Exception {
        node.index.hits.add(FakeIndex.hit("a", "gate-1", "car"));
        node.index.hits.add(FakeIndex.hit("b", "gate-1", "car"));

        assertThat(JSON.readTree(node.get("/v1/search?meaning=money&q=car&limit=7")
                                .body())
                        .path("hits"))
                .hasSize(2);
        LikenessRequest asked = node.index.askedLike.orElseThrow();
        assertThat(asked.to()).containsExactly(new Embedding("a-model", new float[] {1, 5}));
        assertThat(asked.words()).isEqualTo("money");
        assertThat(asked.filter()).isEqualTo(QueryParser.parse("car"));
        assertThat(asked.limit()).isEqualTo(7);
        assertThat(node.json("POST", "/v1/search/picture?limit=3", "{\"picture\":\"AAAA\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(node.index.askedLike.orElseThrow().to())
                .containsExactly(new Embedding("a-model", new float[] {2, 3}));
        assertThat(node.json("POST", "/v1/search/picture", "{\"picture\":\"no base64\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(node.get("/v1/search?meaning=money&cursor=1").statusCode()).isEqualTo(400);
        assertThat(node.get("/v1/sightings/a/similar").body()).contains("no embedding");
        assertThat(node.get("/v1/sightings/nobody/similar").statusCode()).isEqualTo(404);
    }

    @Test
    void answersHeadWithTheHeadersOfGet() throws Exception {
        for (String path : new String[] {"/", "/health", "/v1/streams", "/openapi.json"}) {
            HttpResponse<String> head = node.send(node.request(path).method("HEAD", BodyPublishers.noBody()));
            assertThat(head.statusCode()).as(path).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(head.headers().firstValue("Content-Length")).isPresent();
            assertThat(head.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        }
    }
}
