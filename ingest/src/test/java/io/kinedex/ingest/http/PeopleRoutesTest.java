package io.kinedex.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.Sighting;
import io.kinedex.metadata.record.Wording;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be done with people over HTTP; faces are made up, all else is real. */
class PeopleRoutesTest {
    private static final String CARD =
            "\"name\": \"Ada\", \"purpose\": \"opens the door\", \"consent\": {\"basis\": \"form 12\"}";

    @TempDir
    private Path folder;

    private TestNode node;

    @BeforeEach
    void start() throws Exception {
        node = new TestNode(folder);
    }

    @AfterEach
    void end() {
        node.close();
    }

    @Test
    void enrolsFromPicturesAndTellsWhatIsWrong() throws Exception {
        JsonObject ada = body(
                node.json("POST", "/v1/people", "{%s, \"pictures\": [\"%s\"]}".formatted(CARD, picture("ada"))), 201);
        assertThat(ada.getString("name")).isEqualTo("Ada");
        assertThat(ada.getInteger("pictures")).isEqualTo(1);
        assertThat(ada.getJsonObject("consent").getString("who")).isEqualTo("Ada");
        assertThat(body(node.get("/v1/people/" + ada.getString("id")), 200)).isEqualTo(ada);

        assertThat(detail("{%s}".formatted(CARD), 400)).contains("at least one picture or sighting");
        assertThat(detail(
                        "{%s, \"pictures\": [\"%s\", \"%s\"]}".formatted(CARD, picture("ada"), picture("nobody")), 422))
                .contains("picture 2", "no face");
        assertThat(detail("{%s, \"pictures\": [\"?\"]}".formatted(CARD), 400)).contains("pictures[0] is not base64");
        assertThat(detail("{%s, \"sighting\": \"s-9\"}".formatted(CARD), 404)).contains("s-9");
        assertThat(detail("{\"name\": \"Ada\", \"purpose\": \"x\", \"pictures\": []}", 400))
                .contains("consent");
    }

    @Test
    void namesMergesSplitsAndForgets() throws Exception {
        see("s-1", "ada");
        see("s-2", "bob");
        see("s-3", "ada");
        JsonArray people = body(node.get("/v1/people"), 200).getJsonArray("people");
        assertThat(people).hasSize(2);
        String unknown = people.getJsonObject(0).getString("id");
        assertThat(people.getJsonObject(0).getInteger("sightings")).isEqualTo(2);

        body(node.json("POST", "/v1/people", "{%s, \"sighting\": \"s-1\"}".formatted(CARD)), 201);
        assertThat(body(node.get("/v1/people/" + unknown), 200).getString("name"))
                .isEqualTo("Ada");
        assertThat(detail("{%s, \"sighting\": \"s-3\"}".formatted(CARD), 409)).contains("has a name already");

        String bob = people.getJsonObject(1).getString("id");
        assertThat(post(unknown, "merge", "{\"from\": \"%s\"}".formatted(bob), 200)
                        .getInteger("sightings"))
                .isEqualTo(3);
        String taken = post(unknown, "not", "{\"sightings\": [\"s-2\"]}", 201).getString("id");
        assertThat(taken).isNotEqualTo(unknown);
        String split = post(unknown, "split", "{\"sightings\": [\"s-3\"]}", 201).getString("id");
        assertThat(body(node.get("/v1/people/" + split), 200).getInteger("sightings"))
                .isEqualTo(1);
        assertThat(node.json("POST", "/v1/people/" + unknown + "/split", "{\"sightings\": [\"s-2\"]}")
                        .statusCode())
                .isEqualTo(400);

        assertThat(node.send(node.request("/v1/people/" + unknown).DELETE()).statusCode())
                .isEqualTo(204);
        assertThat(node.get("/v1/people/" + unknown).statusCode()).isEqualTo(404);
        assertThat(body(node.get("/v1/people?limit=1"), 200).getJsonArray("people"))
                .hasSize(1);
    }

    @Test
    void putsDownWhoLookedAndNoNames() throws Exception {
        body(node.json("POST", "/v1/people", "{%s, \"pictures\": [\"%s\"]}".formatted(CARD, picture("ada"))), 201);
        node.send(node.request("/v1/search?q=person:ada").header("Kinedex-Actor", "front desk"));
        node.get("/v1/search?q=ada");
        node.get("/v1/search?q=label:car");

        try (var files = Files.list(folder.resolve("audit"))) {
            String audit = Files.readString(files.findFirst().orElseThrow());
            assertThat(audit.lines().filter(line -> line.contains("\"search\"")))
                    .hasSize(2);
            assertThat(audit).contains("\"actor\":\"front desk\"", "\"address\":\"127.0.0.1\"");
            assertThat(audit.toLowerCase(java.util.Locale.ROOT)).doesNotContain("\"ada\"", "person:ada");
        }
    }

    private void see(String id, String face) throws InterruptedException {
        Instant start = Instant.parse("2026-11-22T10:00:00Z");
        node.publish(
                "hall",
                new Sighting(
                        id,
                        "face",
                        "face",
                        start,
                        start.plusSeconds(1),
                        start,
                        new Box(0.1, 0.1, 0.2, 0.2),
                        0.9,
                        false,
                        Wording.NONE,
                        node.people
                                .seal()
                                .sealed(id, "a".repeat(64), FakeFaces.vector(face.getBytes(StandardCharsets.UTF_8)))));
        assertThat(node.people.awaitApplied(node.metadata.latest())).isTrue();
    }

    private JsonObject post(String person, String what, String body, int status) throws Exception {
        return body(node.json("POST", "/v1/people/%s/%s".formatted(person, what), body), status);
    }

    private String detail(String body, int status) throws Exception {
        return body(node.json("POST", "/v1/people", body), status).getString("detail");
    }

    private static JsonObject body(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return new JsonObject(answer.body());
    }

    private static String picture(String face) {
        return Base64.getEncoder().encodeToString(face.getBytes(StandardCharsets.UTF_8));
    }
}
