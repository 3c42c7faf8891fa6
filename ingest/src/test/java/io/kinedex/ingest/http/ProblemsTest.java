package io.kinedex.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinedex.ingest.IngestException;
import io.kinedex.metadata.record.Embedding;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way in which a request is refused is a problem document that says why. */
final class ProblemsTest {
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

    private static JsonNode problem(HttpResponse<String> response, int status) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = JSON.readTree(response.body());
        assertThat(problem.at("/status").asInt()).isEqualTo(status);
        assertThat(problem.at("/type").asText()).startsWith("urn:kinedex:problem:");
        assertThat(problem.at("/title").asText()).isNotBlank();
        return problem;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        /v1/streams?colour=red          | 400 | query parameter 'colour' is not known here
        /v1/search?limit=0              | 400 | limit
        /v1/search?limit=1001           | 400 | limit
        /v1/search?limit=many           | 400 | limit
        /v1/search?order=random         | 400 | order
        /v1/search?limit=1&limit=2      | 400 | given 2 times
        /v1/streams/.hidden             | 400 | stream
        /v1/streams/a%2Fb               | 400 | stream
        /v1/streams/a%20b               | 400 | stream
        /v1/records?from=yesterday      | 400 | neither trim-horizon nor latest
        /v1/records?from=99999999999999999999 | 400 | sequence number
        /v1/records/tail?from=yesterday | 400 | neither trim-horizon nor latest
        /v1/search/live?q=(             | 400 | column
        /v1/sightings/s1/thumbnail?size=8 | 400 | size
        /v1/uploads/a%2F..%2Fb          | 400 | id
        /v1/streams/%zz                 | 400 | ``
        /v1/search?q=%                  | 400 | ``
        /v1/nothing                     | 404 | nothing is at '/v1/nothing'
        /v1/streams/none                | 404 | there is no stream 'none'
        /v1/uploads/none                | 404 | there is no upload 'none'
        /v1/sightings/none              | 404 | there is no sighting 'none'
        /v1/sightings/none/clip         | 404 | there is no sighting 'none'
        /page/none.js                   | 404 | none.js
        /page/..%2Fopenapi.yaml         | 400 | asset
        """)
    void refusesWhatItCannotAnswer(String path, int status, String why) throws Exception {
        try (RawHttp raw = new RawHttp(node.server.port())) {
            RawHttp.Answer answer = raw.exchange("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(answer.status()).as(answer.body()).isEqualTo(status);
            assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
            assertThat(JSON.readTree(answer.body()).at("/detail").asText("")).contains(why);
        }
    }

    @Test
    void saysWhereAQueryIsWrong() throws Exception {
        JsonNode problem = problem(node.get("/v1/search?q=face%20AND%20(label:car%20OR)"), 400);
        assertThat(problem.at("/type").asText()).isEqualTo("urn:kinedex:problem:query-syntax");
        assertThat(problem.at("/position").asInt()).isEqualTo(22);
        assertThat(problem.at("/expected").asText()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"colour": 1}                                   | colour
        {"engines": {"cats": {}}}                       | cats
        {"engines": {"objects": {"confidenceMin": 2}}}  | confidenceMin
        {"engines": {"objects": {"confidence": 0.2}}}   | confidence
        {"lag": "later"}                                | lag
        {"lagMax": "soon"}                              | lagMax: 'soon' is no duration
        {"lagMax": "PT-5S"}                             | negative
        {"engines": {"faces": {"model": "f"}}}          | purpose
        {"engines": {"faces": {"purpose": "p"}}}        | engines.faces needs a model
        {"engines": {"objects": {"model": "no-such"}}}  | not in the catalogue
        []                                              | body
        {"sampling": 5}                                 | sampling
        {"sampling":                                    | body
        ``                                              | body
        """)
    void refusesStreamSettingsThatAreNone(String body, String why) throws Exception {
        JsonNode problem = problem(node.json("PUT", "/v1/streams/refused", body), 400);
        assertThat(problem.at("/detail").asText()).contains(why);
        assertThat(node.streams.find("refused")).isEmpty();
    }

    @Test
    void tellsTheMethodsThatAnAddressTakes() throws Exception {
        HttpResponse<String> response = node.json("POST", "/v1/streams", "{}");
        problem(response, 405);
        assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @Test
    void refusesMediaTypesItDoesNotTakeOrGive() throws Exception {
        HttpResponse<String> form = node.send(node.request("/v1/streams/a")
                .PUT(BodyPublishers.ofString("sampling=1"))
                .header("Content-Type", "application/x-www-form-urlencoded"));
        assertThat(problem(form, 415).at("/detail").asText()).contains("application/json");
        HttpResponse<String> untold = node.send(node.request("/v1/streams/a").PUT(BodyPublishers.ofString("{}")));
        problem(untold, 415);
        HttpResponse<String> xml = node.send(node.request("/v1/streams").header("Accept", "application/xml"));
        assertThat(problem(xml, 406).at("/detail").asText()).contains("application/json");
    }

    @Test
    void refusesAnOversizedJsonBody() throws Exception {
        String body = "{\"sampling\": \"" + "x".repeat(100_000) + "\"}";
        problem(node.json("PUT", "/v1/streams/a", body), 413);
    }

    @Test
    void refusesToListenOnATakenPort() {
        NodeServices services = new NodeServices(
                node.streams,
                node.uploads,
                node.metadata,
                TestNode.ARNS,
                node.index,
                _ -> List.of(),
                _ -> new Embedding("a-model", new float[] {1}),
                node.media,
                node.desk,
                List::of,
                new FakeModels(),
                new FakeReruns(),
                List::of,
                List::of);
        int port = node.server.port();
        assertThatExceptionOfType(IngestException.class)
                .isThrownBy(() -> HttpServer.start(
                        node.vertx, HttpOptions.at("127.0.0.1", port), services, new SimpleMeterRegistry()))
                .withMessageContaining("port %d of 127.0.0.1 is taken", port)
                .satisfies(e -> assertThat(e.code()).isEqualTo(IngestException.Code.UNAVAILABLE));
    }
}
