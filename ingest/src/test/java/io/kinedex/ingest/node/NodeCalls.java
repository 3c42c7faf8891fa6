package io.kinedex.ingest.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the tests ask a node over HTTP. */
final class NodeCalls implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final URI node;

    NodeCalls(URI node) {
        this.node = node;
    }

    HttpResponse<byte[]> get(String path) throws InterruptedException {
        return send(HttpRequest.newBuilder(node.resolve(path)));
    }

    HttpResponse<byte[]> delete(String path) throws InterruptedException {
        return send(HttpRequest.newBuilder(node.resolve(path)).DELETE());
    }

    HttpResponse<byte[]> json(String method, String path, String body) throws InterruptedException {
        return send(HttpRequest.newBuilder(node.resolve(path))
                .method(method, BodyPublishers.ofString(body))
                .header("Content-Type", "application/json"));
    }

    JsonNode json(String path) throws InterruptedException {
        return read(get(path));
    }

    /** Sends a whole file; gives the upload's id. */
    String put(String stream, String name, Path file, String query) throws InterruptedException, IOException {
        HttpResponse<byte[]> answer =
                send(HttpRequest.newBuilder(node.resolve("/v1/streams/%s/files/%s%s".formatted(stream, name, query)))
                        .PUT(BodyPublishers.ofFile(file)));
        JsonNode upload = read(answer);
        if (answer.statusCode() != 201) {
            throw new IllegalStateException(answer.statusCode() + " " + upload);
        }
        return upload.get("id").asText();
    }

    JsonNode awaitEnd(String upload) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            JsonNode now = json("/v1/uploads/" + upload);
            if (List.of("searchable", "failed").contains(now.get("state").asText())) {
                return now;
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("upload " + upload + " did not end: " + json("/v1/uploads/" + upload));
    }

    /** Every record of the stream that is kept. */
    List<JsonNode> records(String stream) throws InterruptedException {
        List<JsonNode> records = new ArrayList<>();
        json("/v1/records?from=trim-horizon&limit=1000&stream=" + stream)
                .get("records")
                .forEach(published -> records.add(published.get("record")));
        return records;
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws InterruptedException {
        try {
            return http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode read(HttpResponse<byte[]> answer) {
        try {
            return json.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
