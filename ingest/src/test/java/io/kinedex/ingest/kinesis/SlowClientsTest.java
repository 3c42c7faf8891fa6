package io.kinedex.ingest.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.ingest.config.KinesisConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that do not read, do not send or go away: each harms itself alone, and takes a bounded part of memory. */
class SlowClientsTest {
    private static final Duration STALL = Duration.ofSeconds(2);

    private final AtomicLong written = new AtomicLong();
    private final BlockingQueue<Throwable> ended = new LinkedBlockingQueue<>();
    private final CountDownLatch waiting = new CountDownLatch(1);
    private final TestEndpoint endpoint = new TestEndpoint(
            new Operations()
                    .video("GetMedia", this::endless)
                    .video("GetClip", this::idle)
                    .video("GetImages", SlowClientsTest::late)
                    .videoStream("PutMedia", this::read),
            config(),
            List.of());

    private static KinesisConfig config() {
        KinesisConfig defaults = KinesisConfig.defaults();
        KinesisConfig.Limits limits = defaults.limits();
        return defaults.limited(new KinesisConfig.Limits(
                limits.connectionsMax(),
                limits.callsMax(),
                limits.documentBytesMax(),
                limits.headerBytesMax(),
                STALL,
                STALL));
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    private void endless(Exchange exchange) throws IOException {
        try (OutputStream out = exchange.stream("video/webm", Map.of())) {
            byte[] part = new byte[100_000];
            for (long i = 0; i < 100_000; i++) {
                out.write(part);
                written.addAndGet(part.length);
            }
        } catch (IOException e) {
            ended.add(e);
            throw e;
        }
    }

    private void idle(Exchange exchange) throws IOException, InterruptedException {
        exchange.stream("video/webm", Map.of());
        waiting.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            ended.add(e);
            throw e;
        }
    }

    /** Says nothing for longer than a client may. */
    private static void late(Exchange exchange) throws IOException, InterruptedException {
        try (OutputStream out = exchange.stream("text/plain", Map.of())) {
            Thread.sleep(STALL.multipliedBy(5).dividedBy(2));
            out.write("late".getBytes(StandardCharsets.UTF_8));
        }
    }

    private void read(Exchange exchange) throws IOException {
        waiting.countDown();
        try {
            exchange.body().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            ended.add(e);
            throw e;
        }
    }

    private Socket send(String path, String body) throws Exception {
        Socket socket = new Socket("127.0.0.1", endpoint.port());
        socket.setSoTimeout(20_000);
        URI uri = endpoint.address().resolve(path);
        StringBuilder head = new StringBuilder("POST %s HTTP/1.1\r\n".formatted(path));
        SignedHead.of(uri, "kinesisvideo", body)
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        socket.getOutputStream().write((head + "\r\n" + body).getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private Throwable end() throws InterruptedException {
        Throwable end = ended.poll(30, TimeUnit.SECONDS);
        assertThat(end).isNotNull();
        return end;
    }

    @Test
    void clientThatDoesNotReadIsBoundedAndCutOff() throws Exception {
        try (Socket _ = send("/getMedia", "{}")) {
            assertThat(end()).isInstanceOf(IOException.class).hasMessageContaining("took nothing of its answer");
            assertThat(written.get()).isLessThan(20_000_000);
        }
    }

    @Test
    void operationThatWaitsIsInterruptedWhenItsClientGoes() throws Exception {
        Socket socket = send("/getClip", "{}");
        assertThat(waiting.await(20, TimeUnit.SECONDS)).isTrue();
        socket.close();
        assertThat(end()).isInstanceOf(InterruptedException.class);
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void sessionThatIsQuietIsNotCutOff(HttpClient.Version version) throws Exception {
        URI uri = endpoint.address().resolve("/getImages");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).version(version).POST(HttpRequest.BodyPublishers.ofString("{}"));
        SignedHead.of(uri, "kinesisvideo", "{}").forEach((name, value) -> {
            if (!name.equalsIgnoreCase("Host") && !name.equalsIgnoreCase("Content-Length")) {
                request.header(name, value);
            }
        });
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                            .body())
                    .isEqualTo("late");
        }
    }

    @Test
    void sessionThatSendsNothingIsEnded() throws Exception {
        try (Socket socket = send("/putMedia", "")) {
            assertThat(waiting.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(end()).hasMessageContaining("sent nothing of its request");
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
    }

    @Test
    void sessionWhoseClientGoesHearsOfIt() throws Exception {
        Socket socket = send("/putMedia", "");
        assertThat(waiting.await(20, TimeUnit.SECONDS)).isTrue();
        socket.setSoLinger(true, 0);
        socket.close();
        assertThat(end()).isInstanceOf(IOException.class);
    }

    @Test
    void connectionsOnWhichNothingIsAskedAreClosed() throws Exception {
        try (Socket silent = new Socket("127.0.0.1", endpoint.port());
                Socket slow = new Socket("127.0.0.1", endpoint.port())) {
            slow.getOutputStream().write("POST /getMedia HTTP/1.1\r\nHost: x\r\nX-".getBytes(StandardCharsets.UTF_8));
            for (Socket socket : List.of(silent, slow)) {
                socket.setSoTimeout(20_000);
                InputStream in = socket.getInputStream();
                assertThat(in.read()).isNegative();
            }
        }
    }

    @Test
    void documentThatNeverComesWholeIsGivenUp() throws Exception {
        String body = "{\"StreamName\":\"gate\"}";
        try (Socket socket = new Socket("127.0.0.1", endpoint.port())) {
            socket.setSoTimeout(20_000);
            StringBuilder head = new StringBuilder("POST /getClip HTTP/1.1\r\n");
            SignedHead.of(endpoint.address().resolve("/getClip"), "kinesisvideo", body)
                    .forEach((name, value) ->
                            head.append(name).append(": ").append(value).append("\r\n"));
            socket.getOutputStream().write((head + "\r\n{").getBytes(StandardCharsets.UTF_8));
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
    }
}
