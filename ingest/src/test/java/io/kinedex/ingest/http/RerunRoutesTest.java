package io.kinedex.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.ingest.rerun.NewRerun;
import io.kinedex.ingest.stream.EngineConfig;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RerunRoutesTest {
    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private TestNode node;

    @BeforeEach
    void start() throws Exception {
        node = new TestNode(folder);
        node.json("PUT", "/v1/streams/gate", "{}");
    }

    @AfterEach
    void end() {
        node.close();
    }

    @Test
    void beginsARerunOfAStretchWithTheNamedEngines() throws Exception {
        HttpResponse<String> answer = node.json("POST", "/v1/streams/gate/reruns", """
                {"engines": {"objects": {"model": "finer", "confidenceMin": 0.6}},
                 "from": "2026-11-01T00:00:00Z", "to": "2026-11-02T00:00:00Z"}""");
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("location")).contains("/v1/reruns/r1");
        NewRerun asked = node.reruns.asked.getFirst();
        assertThat(asked.engines()).containsOnly(Map.entry("objects", new EngineConfig("finer", 0.6, "")));
        assertThat(asked.from()).contains(Instant.parse("2026-11-01T00:00:00Z"));
        JsonObject rerun = new JsonObject(answer.body());
        assertThat(rerun.getString("state")).isEqualTo("queued");
        assertThat(rerun.getJsonObject("progress").getInteger("fragments")).isEqualTo(30);
    }

    @Test
    void listsShowsAndGivesUp() throws Exception {
        node.json("POST", "/v1/streams/gate/reruns", "{}");
        assertThat(get("/v1/reruns").getJsonArray("reruns")).hasSize(1);
        assertThat(get("/v1/reruns?stream=other").getJsonArray("reruns")).isEmpty();
        assertThat(get("/v1/reruns/r1").getString("stream")).isEqualTo("gate");
        assertThat(delete("r1")).isEqualTo(204);
        assertThat(delete("r1")).isEqualTo(404);
        assertThat(delete("ended")).isEqualTo(409);
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        assertThat(node.json("POST", "/v1/streams/none/reruns", "{}").statusCode())
                .isEqualTo(404);
        assertThat(node.json("POST", "/v1/streams/gate/reruns", "{\"from\": \"yesterday\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(node.json("POST", "/v1/streams/gate/reruns", "{\"engine\": {}}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(node.reruns.asked).isEmpty();
    }

    private JsonObject get(String path) throws Exception {
        return new JsonObject(node.send(node.request(path).GET()).body());
    }

    private int delete(String id) throws Exception {
        return node.send(node.request("/v1/reruns/" + id).DELETE()).statusCode();
    }
}
