package io.kinedex.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no well-meaning client sends is refused, and the next request is answered. */
final class HostileRequestsTest {
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

    @AfterEach
    void stillAnswers() throws Exception {
        assertThat(node.get("/health").statusCode()).isEqualTo(200);
    }

    private static RawHttp.Answer exchange(String text) throws IOException {
        try (RawHttp raw = new RawHttp(node.server.port())) {
            return raw.exchange(text);
        }
    }

    @Test
    void refusesWhatIsNotHttp() throws Exception {
        assertThat(exchange("\u0016\u0003\u0001 hello\r\n\r\n").status()).isEqualTo(400);
        assertThat(exchange("GET\r\n\r\n").status()).isEqualTo(400);
    }

    @Test
    void refusesEndlessLinesAndHeaders() throws Exception {
        assertThat(exchange("GET /" + "a".repeat(40_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .status())
                .isIn(414, 431);
        RawHttp.Answer headers =
                exchange("GET /health HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "a".repeat(40_000) + "\r\n\r\n");
        assertThat(headers.status()).isEqualTo(431);
        assertThat(headers.header("content-type")).isEqualTo("application/problem+json");
    }

    @Test
    void refusesRequestsWithoutAHostOrWithAStrangeOne() throws Exception {
        assertThat(exchange("GET /health HTTP/1.1\r\n\r\n").status()).isEqualTo(400);
        RawHttp.Answer strange = exchange("GET /v1/streams HTTP/1.1\r\nHost: evil.example\r\n\r\n");
        assertThat(strange.status()).isEqualTo(421);
        assertThat(strange.body()).contains("evil.example");
        assertThat(exchange("GET /v1/streams HTTP/1.1\r\nHost: 127.0.0.1:99\r\n\r\n")
                        .status())
                .isEqualTo(200);
        assertThat(exchange("GET /v1/streams HTTP/1.1\r\nHost: [::1]\r\n\r\n").status())
                .isEqualTo(200);
    }

    @Test
    void refusesPagesOfOtherOrigins() throws Exception {
        String request = "DELETE /v1/streams/a HTTP/1.1\r\nHost: localhost\r\n";
        assertThat(exchange(request + "Sec-Fetch-Site: cross-site\r\n\r\n").status())
                .isEqualTo(403);
        assertThat(exchange(request + "Origin: http://evil.example\r\n\r\n").status())
                .isEqualTo(403);
        assertThat(exchange(request + "Origin: http://localhost\r\n\r\n").status())
                .isEqualTo(404);
        assertThat(exchange(request + "Sec-Fetch-Site: same-origin\r\n\r\n").status())
                .isEqualTo(404);
        RawHttp.Answer read =
                exchange("GET /v1/streams HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n\r\n");
        assertThat(read.headers()).doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void welcomesTheOriginsItIsTold() throws Exception {
        Path own = Files.createDirectories(folder.resolve("cors"));
        try (TestNode open = new TestNode(
                        own,
                        options -> new HttpOptions(
                                options.host(),
                                0,
                                List.of("node.example"),
                                List.of("https://app.example"),
                                8,
                                2,
                                8,
                                1,
                                8,
                                4096,
                                8192,
                                options.idle(),
                                options.patience(),
                                options.heartbeat()));
                RawHttp raw = new RawHttp(open.server.port())) {
            RawHttp.Answer asked = raw.exchange("OPTIONS /v1/streams/a HTTP/1.1\r\nHost: node.example\r\n"
                    + "Origin: https://app.example\r\nAccess-Control-Request-Method: PUT\r\n\r\n");
            assertThat(asked.status()).isEqualTo(204);
            assertThat(asked.header("access-control-allow-origin")).isEqualTo("https://app.example");
            RawHttp.Answer read = raw.exchange(
                    "GET /v1/streams HTTP/1.1\r\nHost: node.example\r\nOrigin: https://app.example\r\n\r\n");
            assertThat(read.header("access-control-allow-origin")).isEqualTo("https://app.example");
        }
    }

    @Test
    void closesConnectionsBeyondTheMost() throws Exception {
        Path own = Files.createDirectories(folder.resolve("crowd"));
        try (TestNode small = new TestNode(own, options -> Impatience.of(options, 20_000))) {
            List<RawHttp> crowd = new ArrayList<>();
            try {
                for (int i = 0; i < 8; i++) {
                    crowd.add(new RawHttp(small.server.port()));
                    assertThat(crowd.getLast()
                                    .exchange("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                    .status())
                            .isEqualTo(200);
                }
                try (RawHttp further = new RawHttp(small.server.port())) {
                    further.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
                    assertThat(further.ended()).isTrue();
                }
            } finally {
                for (RawHttp one : crowd) {
                    one.close();
                }
            }
        }
    }

    @Test
    void survivesNoise() throws Exception {
        Random random = new Random(7);
        String[] starts = {
            "GET /v1/",
            "PUT /v1/streams/a",
            "PATCH /v1/uploads/",
            "POST /v1/streams/x/uploads HTTP/1.1\r\n",
            "HEAD /",
            "\0",
            ""
        };
        for (int i = 0; i < 150; i++) {
            byte[] noise = new byte[random.nextInt(400)];
            random.nextBytes(noise);
            try (RawHttp raw = new RawHttp(node.server.port())) {
                raw.send(starts[i % starts.length] + new String(noise, StandardCharsets.ISO_8859_1) + "\r\n\r\n");
            }
        }
    }

    @Test
    void neverEchoesABrokenLengthAsSuccess() throws Exception {
        assertThat(exchange("PUT /v1/streams/a HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Content-Length: -5\r\n\r\n{}")
                        .status())
                .isEqualTo(400);
        assertThat(exchange("PUT /v1/streams/a HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}")
                        .status())
                .isEqualTo(400);
        assertThat(exchange("PATCH /v1/uploads/u0 HTTP/1.1\r\nHost: localhost\r\nUpload-Offset: -1\r\n\r\n")
                        .status())
                .isEqualTo(400);
        assertThat(exchange("PATCH /v1/uploads/u0 HTTP/1.1\r\nHost: localhost\r\nUpload-Offset: 1e99\r\n\r\n")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void deeplyNestedJsonIsRefused() throws Exception {
        HttpResponse<String> deep = node.json("PUT", "/v1/streams/a", "[".repeat(30_000) + "]".repeat(30_000));
        assertThat(deep.statusCode()).isEqualTo(400);
    }
}
