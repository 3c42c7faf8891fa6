package io.kinedex.ingest.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kinedex.ingest.config.KinesisConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesisvideo.KinesisVideoClient;

/** What clients may take up, and that the others go on. */
@Timeout(60)
class EndpointLimitsTest {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);

    private TestEndpoint start(int connections, int calls) {
        KinesisConfig defaults = KinesisConfig.defaults();
        KinesisConfig.Limits limits = defaults.limits();
        return new TestEndpoint(
                new Operations()
                        .video("DescribeStream", exchange -> {
                            entered.countDown();
                            leave.await();
                            exchange.reply(JsonNodeFactory.instance.objectNode());
                        })
                        .video("ListStreams", exchange -> exchange.reply(JsonNodeFactory.instance.objectNode())),
                defaults.limited(new KinesisConfig.Limits(
                        connections,
                        calls,
                        limits.documentBytesMax(),
                        limits.headerBytesMax(),
                        limits.stall(),
                        limits.silence())),
                List.of());
    }

    private static KinesisVideoClient client(TestEndpoint endpoint) {
        return KinesisVideoClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .endpointOverride(endpoint.address())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(TestEndpoint.ACCESS_KEY_ID, TestEndpoint.SECRET)))
                .build();
    }

    @Test
    void aCallTooManyIsToldToComeLaterAndClientsDo() throws Exception {
        try (TestEndpoint endpoint = start(100, 1);
                KinesisVideoClient client = client(endpoint);
                HttpClient http = HttpClient.newHttpClient()) {
            CompletableFuture<Void> held =
                    CompletableFuture.runAsync(() -> client.describeStream(r -> r.streamName("gate")));
            assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
            URI uri = endpoint.address().resolve("/listStreams");
            HttpRequest.Builder request = HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString("{}"));
            for (Map.Entry<String, String> header :
                    SignedHead.of(uri, "kinesisvideo", "{}").entrySet()) {
                if (!List.of("Host", "Content-Length").contains(header.getKey())) {
                    request.header(header.getKey(), header.getValue());
                }
            }
            HttpResponse<String> refused = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("x-amzn-ErrorType")).contains("ServiceUnavailableException");
            CompletableFuture<Void> retried =
                    CompletableFuture.runAsync(() -> client.listStreams(r -> r.maxResults(1)));
            leave.countDown();
            held.get(30, TimeUnit.SECONDS);
            retried.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void aConnectionTooManyIsClosedAndTheOthersStay() throws Exception {
        leave.countDown();
        try (TestEndpoint endpoint = start(2, 100);
                Socket one = open(endpoint);
                Socket two = open(endpoint)) {
            assertThat(answers(one)).isTrue();
            assertThat(answers(two)).isTrue();
            try (Socket three = open(endpoint)) {
                assertThat(answers(three)).isFalse();
            }
            assertThat(answers(one)).isTrue();
            two.close();
            boolean free = false;
            while (!free) {
                try (Socket again = open(endpoint)) {
                    free = answers(again);
                }
            }
        }
    }

    private static Socket open(TestEndpoint endpoint) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), endpoint.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Whether it gets an answer, be it a refusal, and stays open. */
    private static boolean answers(Socket socket) {
        try {
            socket.getOutputStream()
                    .write("GET /none HTTP/1.1\r\nHost: any\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] start = socket.getInputStream().readNBytes(12);
            if (start.length < 12) {
                return false;
            }
            assertThat(new String(start, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 404");
            String rest = "";
            while (!rest.endsWith("}")) {
                rest += (char) socket.getInputStream().read();
            }
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
