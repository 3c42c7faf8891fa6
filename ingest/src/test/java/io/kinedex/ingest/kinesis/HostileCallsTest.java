package io.kinedex.ingest.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kinedex.ingest.config.KinesisConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Ten thousand requests that no client would send, while a good one is served. */
class HostileCallsTest {
    private static final int CALLS = 10_000;
    private static final int THREADS = 8;
    private static final int KINDS = 12;
    private static final String KINESIS = "/";

    private final TestEndpoint endpoint = new TestEndpoint(
            new Operations()
                    .data("PutRecord", exchange -> {
                        exchange.input().path("Data").binaryValue();
                        exchange.reply(JsonNodeFactory.instance.objectNode());
                    })
                    .video("DescribeStream", exchange -> exchange.reply(JsonNodeFactory.instance.objectNode()))
                    .videoStream("PutMedia", exchange -> {
                        exchange.body().skipNBytes(1);
                        exchange.reply(JsonNodeFactory.instance.objectNode());
                    }),
            KinesisConfig.defaults(),
            List.of());

    @Test
    void areRefusedOrCutOffAndHarmNobody() throws Exception {
        try (endpoint;
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<Integer>> faults = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(i);
                faults.add(threads.submit(() -> run(random)));
            }
            for (Future<Integer> each : faults) {
                assertThat(each.get()).isZero();
            }
            assertThat(status(signed("/describeStream", "{}", "kinesisvideo", Map.of()), false))
                    .isEqualTo(200);
            for (int i = 0; i < 100 && connections() > 0; i++) {
                Thread.sleep(100);
            }
            assertThat(connections()).isZero();
        }
    }

    private double connections() {
        return endpoint.meters().get("kinedex.kinesis.connections").gauge().value();
    }

    /** How often the node took the fault for its own. */
    private int run(Random random) throws IOException {
        int faults = 0;
        for (int i = 0; i < CALLS / THREADS; i++) {
            int kind = random.nextInt(KINDS);
            // a client that sends part of a request and waits is another test
            boolean ends = kind == 0 || kind == KINDS - 1;
            int status = status(request(random, kind), ends);
            faults += status >= 500 ? 1 : 0;
        }
        return faults;
    }

    private byte[] request(Random random, int kind) {
        return switch (kind) {
            case 0 -> noise(random, 1 + random.nextInt(2_000));
            case 1 -> text("GET /%s HTTP/1.1\r\nHost: x\r\n\r\n".formatted("../".repeat(random.nextInt(50))));
            case 2 ->
                text("POST /describeStream HTTP/1.1\r\nHost: x\r\nX-Long: %s\r\n\r\n"
                        .formatted("a".repeat(random.nextInt(100_000))));
            case 3 ->
                text("POST /describeStream HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n{}"
                        .formatted(random.nextLong()));
            case 4 -> text("POST /putMedia HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
            case 5 ->
                text("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nAuthorization: %s\r\n\r\n{}"
                        .formatted(authorization(random)));
            case 6 -> text("POST /?%s HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n".formatted(query(random)));
            case 7 -> signed(KINESIS, "[".repeat(1 + random.nextInt(3_000)), "kinesis", target("1.1"));
            case 8 -> signed(KINESIS, "{\"Data\":%s}".formatted(value(random)), "kinesis", target("1.0"));
            case 9 ->
                signed(
                        KINESIS,
                        hex(random),
                        "kinesis",
                        Map.of(
                                "X-Amz-Target",
                                "Kinesis_20131202.PutRecord",
                                "Content-Type",
                                "application/x-amz-cbor-1.1"));
            case 10 -> signed("/describeStream", "{}", "kinesis", Map.of());
            default -> mangled(random, signed("/describeStream", "{\"a\":1}", "kinesisvideo", Map.of()));
        };
    }

    private static Map<String, String> target(String version) {
        return Map.of(
                "X-Amz-Target", "Kinesis_20131202.PutRecord", "Content-Type", "application/x-amz-json-" + version);
    }

    private static String authorization(Random random) {
        String[] parts = {
            "AWS4-HMAC-SHA256",
            "Credential=",
            "a/b/c/d/aws4_request",
            ",",
            "SignedHeaders=;;;",
            "Signature=",
            "=",
            "\t",
            "Credential=" + TestEndpoint.ACCESS_KEY_ID + "/20260101/us-east-1/kinesis/aws4_request",
            " ",
            "Signature=00"
        };
        StringBuilder text = new StringBuilder("AWS4-HMAC-SHA256 ");
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }

    private static String query(Random random) {
        String[] parts = {
            "X-Amz-Algorithm=AWS4-HMAC-SHA256",
            "X-Amz-Credential=%",
            "%zz=%41",
            "&&&",
            "=",
            "X-Amz-Date=1",
            "X-Amz-Signature=",
            "X-Amz-Expires=99999999999",
            "&",
            "X-Amz-SignedHeaders=host"
        };
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(parts[random.nextInt(parts.length)]).append('&');
        }
        return text.toString();
    }

    private static String value(Random random) {
        String[] values = {
            "1e999999999", "\"\\ud800\"", "-", "\"%\"", "null", "{}", "\"AAAA\"", "1".repeat(5_000), "\u0000"
        };
        return values[random.nextInt(values.length)];
    }

    /** Bytes of no meaning that survive being text. */
    private static String hex(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 1 + random.nextInt(300); i > 0; i--) {
            text.append((char) random.nextInt(128));
        }
        return text.toString();
    }

    private static byte[] mangled(Random random, byte[] request) {
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            request[random.nextInt(request.length)] = (byte) (32 + random.nextInt(90));
        }
        return request;
    }

    private static byte[] noise(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] signed(String path, String body, String service, Map<String, String> more) {
        URI uri = endpoint.address().resolve(path);
        StringBuilder head = new StringBuilder("POST %s HTTP/1.1\r\nConnection: close\r\n".formatted(path));
        SignedHead.of(uri, service, body.getBytes(StandardCharsets.UTF_8), more)
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        return text(head + "\r\n" + body);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Of the answer; 0 where the connection ended without one. */
    private int status(byte[] request, boolean ends) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", endpoint.port())) {
            socket.setSoTimeout((int) Duration.ofSeconds(30).toMillis());
            try {
                socket.getOutputStream().write(request);
                if (ends) {
                    socket.shutdownOutput();
                }
                String line = new BufferedReader(
                                new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
                        .readLine();
                return line == null || !line.matches("HTTP/1\\.[01] [0-9]{3}.*")
                        ? 0
                        : Integer.parseInt(line.substring(9, 12));
            } catch (SocketException _) {
                return 0;
            } catch (SocketTimeoutException e) {
                String head = new String(request, 0, Math.min(request.length, 600), StandardCharsets.ISO_8859_1);
                throw new IOException("no answer to " + head, e);
            }
        }
    }
}
