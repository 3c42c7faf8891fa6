package io.kinedex.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinedex.ingest.upload.Upload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files come in, whole or in parts, and no cut loses what had arrived. */
final class UploadRoutesTest {
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

    private static String create(String body) throws Exception {
        HttpResponse<String> created = node.json("POST", "/v1/streams/gate/uploads", body);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return created.headers().firstValue("Location").orElseThrow();
    }

    private static HttpRequest.Builder patch(String upload, long offset, String bytes) {
        return node.request(upload)
                .method("PATCH", BodyPublishers.ofString(bytes))
                .header("Upload-Offset", Long.toString(offset));
    }

    private static Path content(String upload) {
        return node.uploads.content(id(upload));
    }

    private static String id(String upload) {
        return upload.substring(upload.lastIndexOf('/') + 1);
    }

    private static Upload.State state(String upload) {
        return node.uploads.find(id(upload)).orElseThrow().state();
    }

    private static HttpResponse<String> head(String upload) throws Exception {
        return node.send(node.request(upload).method("HEAD", BodyPublishers.noBody()));
    }

    @Test
    void takesInAFileInParts() throws Exception {
        String upload = create("{\"fileName\": \"a.mp4\", \"length\": 10, \"start\": \"2026-11-22T10:00:00+01:00\"}");
        HttpResponse<String> first = node.send(patch(upload, 0, "01234"));
        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(first.headers().firstValue("Upload-Offset")).contains("5");
        assertThat(first.headers().firstValue("Upload-Complete")).contains("?0");
        assertThat(JSON.readTree(first.body()).at("/state").asText()).isEqualTo("receiving");

        HttpResponse<String> where = head(upload);
        assertThat(where.statusCode()).isEqualTo(204);
        assertThat(where.headers().firstValue("Upload-Offset")).contains("5");
        assertThat(where.headers().firstValue("Upload-Length")).contains("10");

        assertThat(node.send(patch(upload, 5, "56789")).headers().firstValue("Upload-Complete"))
                .contains("?1");
        JsonNode now = JSON.readTree(node.get(upload).body());
        assertThat(now.at("/state").asText()).isEqualTo("queued");
        assertThat(now.at("/start").asText()).isEqualTo("2026-11-22T09:00:00Z");
        assertThat(content(upload)).hasContent("0123456789");
        assertThat(JSON.readTree(node.get("/v1/uploads?stream=gate").body()).findValuesAsText("id"))
                .contains(id(upload));
        assertThat(node.get("/v1/uploads?stream=other").body()).isEqualTo("{\"uploads\":[]}");
    }

    @Test
    void aFileOfUnknownLengthEndsWhereTheSenderSaysSo() throws Exception {
        String upload = create("{\"fileName\": \"a.mkv\"}");
        node.send(patch(upload, 0, "abc"));
        assertThat(state(upload)).isEqualTo(Upload.State.RECEIVING);
        node.send(patch(upload, 3, "").header("Upload-Complete", "?1"));
        assertThat(state(upload)).isEqualTo(Upload.State.QUEUED);
        assertThat(content(upload)).hasContent("abc");
    }

    @Test
    void whatArrivedBeforeACutCounts() throws Exception {
        String upload = create("{\"fileName\": \"a.mp4\", \"length\": 200000}");
        CountDownLatch turn = node.uploads.nextTurn();
        try (RawHttp raw = new RawHttp(node.server.port())) {
            raw.send("PATCH " + upload
                    + " HTTP/1.1\r\nHost: localhost\r\nUpload-Offset: 0\r\nContent-Length: 200000\r\n\r\n");
            raw.send("x".repeat(120_000));
            for (int i = 0; Files.size(content(upload)) < 120_000 && i < 500; i++) {
                Thread.sleep(10);
            }
            raw.cut();
        }
        assertThat(turn.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(head(upload).headers().firstValue("Upload-Offset")).contains("120000");
        node.send(patch(upload, 120_000, "y".repeat(80_000)));
        assertThat(content(upload)).hasContent("x".repeat(120_000) + "y".repeat(80_000));
        assertThat(node.get("/metrics").body()).contains("kinedex_http_uploads_cut_total ");
    }

    @Test
    void aCutBeforeTheFirstByteLeavesNoWriterBehind() throws Exception {
        String upload = create("{\"fileName\": \"a.mp4\", \"length\": 10}");
        for (int i = 0; i < 20; i++) {
            try (RawHttp raw = new RawHttp(node.server.port())) {
                raw.send("PATCH " + upload
                        + " HTTP/1.1\r\nHost: localhost\r\nUpload-Offset: 0\r\nContent-Length: 10\r\n\r\n");
                raw.cut();
            }
        }
        HttpResponse<String> after = node.send(patch(upload, 0, "0123456789"));
        for (int i = 0; after.statusCode() == 409 && i < 200; i++) {
            Thread.sleep(20);
            after = node.send(patch(upload, 0, "0123456789"));
        }
        assertThat(after.statusCode()).isEqualTo(200);
    }

    @Test
    void takesInAWholeFileAtOnce() throws Exception {
        HttpResponse<String> sent =
                node.send(node.request("/v1/streams/gate/files/my%20video%2Fof%20today.mp4?start=2026-11-22T10:00:00Z")
                        .PUT(BodyPublishers.ofString("0123456789")));
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(201);
        JsonNode upload = JSON.readTree(sent.body());
        assertThat(upload.at("/fileName").asText()).isEqualTo("my video/of today.mp4");
        assertThat(upload.at("/state").asText()).isEqualTo("queued");
        assertThat(upload.at("/start").asText()).isEqualTo("2026-11-22T10:00:00Z");
        assertThat(content(upload.at("/id").asText())).hasContent("0123456789");
    }

    @Test
    void takesInAWholeFileOfUnknownLength() throws Exception {
        HttpResponse<String> sent = node.send(node.request("/v1/streams/gate/files/live.mkv")
                .PUT(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[3_000_000]))));
        assertThat(sent.statusCode()).isEqualTo(201);
        assertThat(JSON.readTree(sent.body()).at("/received").asLong()).isEqualTo(3_000_000);
    }

    @Test
    void keepsNothingOfAWholeFileThatWasCut() throws Exception {
        int before = node.uploads.list("cut").size();
        try (RawHttp raw = new RawHttp(node.server.port())) {
            raw.send("PUT /v1/streams/cut/files/a.mp4 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc");
            for (int i = 0; node.uploads.list("cut").size() == before && i < 500; i++) {
                Thread.sleep(10);
            }
            raw.cut();
        }
        for (int i = 0; node.uploads.list("cut").size() > before && i < 500; i++) {
            Thread.sleep(10);
        }
        assertThat(node.uploads.list("cut")).isEmpty();
    }

    @Test
    void asksForTheBodyOnlyWhereItTakesIt() throws Exception {
        String upload = create("{\"fileName\": \"a.mp4\", \"length\": 3}");
        try (RawHttp raw = new RawHttp(node.server.port())) {
            raw.send(
                    "PATCH " + upload
                            + " HTTP/1.1\r\nHost: localhost\r\nUpload-Offset: 0\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            assertThat(raw.head().status()).isEqualTo(100);
            assertThat(raw.exchange("abc").status()).isEqualTo(200);
        }
        try (RawHttp raw = new RawHttp(node.server.port())) {
            raw.send(
                    "PATCH " + upload
                            + " HTTP/1.1\r\nHost: localhost\r\nUpload-Offset: 0\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            assertThat(raw.answer().status()).isEqualTo(409);
        }
    }

    @Test
    void refusesWhatDoesNotFit() throws Exception {
        String upload = create("{\"fileName\": \"a.mp4\", \"length\": 4}");
        assertThat(node.send(patch(upload, 2, "ab")).statusCode()).isEqualTo(409);
        assertThat(node.send(patch(upload, 0, "abcdefgh")).statusCode()).isEqualTo(413);
        assertThat(head(upload).headers().firstValue("Upload-Offset")).contains("0");
        HttpResponse<String> chunked = node.send(node.request(upload)
                .method("PATCH", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[9])))
                .header("Upload-Offset", "0"));
        assertThat(chunked.statusCode()).isEqualTo(413);
        assertThat(content(upload)).hasSize(4);
        assertThat(node.send(node.request(upload).method("PATCH", BodyPublishers.ofString("a")))
                        .statusCode())
                .isEqualTo(400);
        assertThat(node.send(patch("/v1/uploads/none", 0, "a")).statusCode()).isEqualTo(404);
        assertThat(node.json("POST", "/v1/streams/gate/uploads", "{\"fileName\": \"a\", \"after\": \"none\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(node.json("POST", "/v1/streams/gate/uploads", "{\"fileName\": \"a\", \"start\": \"noon\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(node.json("POST", "/v1/streams/gate/uploads", "{\"length\": 1}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void answersARefusalWhileTheSenderIsStillAtIt() throws Exception {
        try (RawHttp raw = new RawHttp(node.server.port())) {
            raw.send(
                    "PATCH /v1/uploads/none HTTP/1.1\r\nHost: localhost\r\nUpload-Offset: 0\r\nContent-Length: 900000000\r\n\r\n");
            raw.send("x".repeat(200_000));
            RawHttp.Answer answer = raw.answer();
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(raw.ended()).isTrue();
        }
    }

    @Test
    void endsAnUpload() throws Exception {
        String upload = create("{\"fileName\": \"a.mp4\"}");
        assertThat(node.json("DELETE", upload, "").statusCode()).isEqualTo(204);
        assertThat(node.get(upload).statusCode()).isEqualTo(404);
        assertThat(node.json("DELETE", upload, "").statusCode()).isEqualTo(404);
    }

    @Test
    void takesInTwoHundredMegabytesInLittleMemory() throws Exception {
        long length = 200L << 20;
        String upload = create("{\"fileName\": \"large.mp4\", \"length\": %d}".formatted(length));
        System.gc();
        long before = used();
        PeakReader content = new PeakReader(length);
        HttpResponse<String> sent = node.send(node.request(upload)
                .method("PATCH", BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> content), length))
                .header("Upload-Offset", "0"));
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(200);
        assertThat(Files.size(content(upload))).isEqualTo(length);
        assertThat(content.peak - before).isLessThan(64L << 20);
        Files.delete(content(upload));
    }

    /** What is reachable and used in the heap after a collection. */
    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Zeros; looks at the heap now and then. */
    private static final class PeakReader extends InputStream {
        private final long length;
        private long position;
        private long peak;

        private PeakReader(long length) {
            this.length = length;
        }

        @Override
        public int read() {
            return position++ < length ? 0 : -1;
        }

        @Override
        public int read(byte[] target, int from, int count) {
            if (position >= length) {
                return -1;
            }
            int n = (int) Math.min(count, length - position);
            if (position / (40L << 20) != (position + n) / (40L << 20)) {
                peak = Math.max(peak, used());
            }
            position += n;
            return n;
        }
    }

    @Test
    void aStalledSenderIsLetGo() throws Exception {
        try (TestNode impatient = new TestNode(
                        Files.createDirectories(folder.resolve("impatient")), options -> Impatience.of(options, 300));
                RawHttp raw = new RawHttp(impatient.server.port())) {
            impatient.json("POST", "/v1/streams/gate/uploads", "{\"fileName\": \"a\", \"length\": 10}");
            CountDownLatch turn = impatient.uploads.nextTurn();
            raw.send(
                    "PATCH /v1/uploads/u0 HTTP/1.1\r\nHost: localhost\r\nUpload-Offset: 0\r\nContent-Length: 10\r\n\r\nabc");
            assertThat(turn.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(impatient.uploads.find("u0").orElseThrow().received()).isEqualTo(3);
            assertThatExceptionOfType(IOException.class).isThrownBy(raw::answer);
        }
    }
}
