package io.kinedex.ingest.local;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** A server in a process of its own, on a free port, its output in a temporary file. */
abstract sealed class LocalServer implements AutoCloseable permits KinesisLocal, DynamoDbLocal {
    private static final Duration START_MAX = Duration.ofSeconds(60);

    private final Process process;
    private final Path log;
    private final int port;

    LocalServer(ProcessBuilder builder, int port) throws IOException {
        this.port = port;
        this.log = Files.createTempFile("kinedex-local-", ".log");
        this.process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /** Where it answers. */
    public final URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Any are good. */
    public static StaticCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Waits until the path answers with a status below 500. */
    final void awaitAnswer(String path) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_MAX.toNanos();
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            while (!answers(http, endpoint().resolve(path))) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    String said = said();
                    close();
                    throw new IOException("the server did not start: " + said);
                }
                Thread.sleep(50);
            }
        }
    }

    private static boolean answers(HttpClient http, URI address) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(address)
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() < 500;
        } catch (IOException _) {
            return false;
        }
    }

    private String said() throws IOException {
        String text = Files.readString(log);
        return text.substring(Math.max(0, text.length() - 2000));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
        Files.deleteIfExists(log);
    }
}
