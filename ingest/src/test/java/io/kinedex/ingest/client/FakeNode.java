package io.kinedex.ingest.client;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A node as far as its clients can tell: speaks the routes that they use over real HTTP, keeps uploads and streams in
 * memory, and cuts connections on request. What it knows survives {@link #stop} and {@link #start}.
 */
public final class FakeNode implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, ObjectNode> uploads = new LinkedHashMap<>();
    private final Map<String, ByteArrayOutputStream> bytes = new LinkedHashMap<>();
    private final Map<String, ObjectNode> streams = new TreeMap<>();
    private final List<ObjectNode> hits = new ArrayList<>();
    private final List<ObjectNode> records = new CopyOnWriteArrayList<>();
    private volatile int messagesOfARecord = 1;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final int port;
    private HttpServer server;
    private ExecutorService threads;
    private long cutAfterBytes = -1;
    private int cutAfterEvents = -1;

    public FakeNode() {
        start(0);
        port = server.getAddress().getPort();
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public void start() {
        start(port);
    }

    private void start(int onPort) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** The next request with bytes is cut when so many have come. */
    public void cutAfterBytes(long count) {
        cutAfterBytes = count;
    }

    /** From now on each record is so many events, of which the last one has the id. */
    void messagesOfARecord(int count) {
        messagesOfARecord = count;
    }

    /** The next tail is cut after so many events, in the middle of the one that would follow. */
    public void cutAfterEvents(int count) {
        cutAfterEvents = count;
    }

    public void addHit(String stream, String label, String start, String end, double confidence) {
        ObjectNode hit = JSON.createObjectNode()
                .put("stream", stream)
                .put("engine", "objects")
                .put("model", "efficientdet-lite0")
                .put("recordId", "0123456789abcdef0123456789abcdef")
                .put("fragmentNumber", "1");
        ObjectNode sighting = hit.putObject("sighting")
                .put("id", "sighting-" + hits.size())
                .put("kind", "object")
                .put("label", label)
                .put("start", start)
                .put("end", end)
                .put("best", start)
                .put("confidence", confidence)
                .put("open", false);
        sighting.putObject("box")
                .put("left", 0.1)
                .put("top", 0.2)
                .put("width", 0.3)
                .put("height", 0.4);
        hits.add(hit);
    }

    public void addRecord(String stream) {
        int sequence = records.size() + 1;
        ObjectNode record = JSON.createObjectNode().put("sequence", sequence).put("shard", 0);
        record.putObject("record").put("stream", stream);
        records.add(record);
    }

    /** The method and the address of each request so far. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** The bytes of an upload so far. */
    public byte[] bytes(String id) {
        return requireNonNull(bytes.get(id)).toByteArray();
    }

    public JsonNode upload(String id) {
        return requireNonNull(uploads.get(id));
    }

    public JsonNode stream(String name) {
        return requireNonNull(streams.get(name));
    }

    private synchronized ObjectNode newUpload(String stream, JsonNode announced) {
        String id = "u" + (uploads.size() + 1);
        ObjectNode upload = JSON.createObjectNode().put("id", id).put("stream", stream);
        upload.setAll((ObjectNode) announced);
        upload.put("state", "receiving").put("received", 0).put("error", "").put("warning", "");
        upload.putObject("progress").put("mediaSeconds", 2.0);
        uploads.put(id, upload);
        bytes.put(id, new ByteArrayOutputStream());
        return upload;
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        String path = exchange.getRequestURI().getPath();
        String[] parts = path.split("/");
        try (exchange) {
            if (path.equals("/ready")) {
                answer(exchange, 200, JSON.createObjectNode().put("ready", true));
            } else if (path.equals("/v1/search")) {
                search(exchange);
            } else if (path.equals("/v1/records")) {
                answer(exchange, 200, JSON.createObjectNode().put("next", String.valueOf(records.size() + 1)));
            } else if (path.equals("/v1/records/tail")) {
                tail(exchange);
            } else if (path.startsWith("/v1/uploads/")) {
                uploadRequest(exchange, parts[3]);
            } else if (path.endsWith("/uploads")) {
                answer(exchange, 201, newUpload(parts[3], JSON.readTree(exchange.getRequestBody())));
            } else if (path.startsWith("/v1/streams")) {
                streamRequest(exchange, parts.length > 3 ? parts[3] : "");
            } else {
                problem(exchange, 404, "there is nothing at " + path);
            }
        }
    }

    private void uploadRequest(HttpExchange exchange, String id) throws IOException {
        ObjectNode upload = uploads.get(id);
        if (upload == null) {
            problem(exchange, 404, "no upload " + id);
        } else if (exchange.getRequestMethod().equals("PATCH")) {
            append(exchange, id, upload);
        } else {
            proceed(upload);
            answer(exchange, 200, upload);
        }
    }

    private void append(HttpExchange exchange, String id, ObjectNode upload) throws IOException {
        long offset = Long.parseLong(exchange.getRequestHeaders().getFirst("Upload-Offset"));
        if (offset != upload.path("received").asLong()) {
            problem(exchange, 409, "upload %s has %s bytes".formatted(id, upload.path("received")));
            return;
        }
        byte[] body = exchange.getRequestBody().readNBytes(cutAfterBytes >= 0 ? (int) cutAfterBytes : 1 << 28);
        requireNonNull(bytes.get(id)).writeBytes(body);
        upload.put("received", offset + body.length);
        if (cutAfterBytes >= 0) {
            cutAfterBytes = -1;
            throw new IOException("cut");
        }
        if (upload.path("received").asLong() == upload.path("length").asLong()) {
            upload.put("state", "queued");
        }
        exchange.sendResponseHeaders(204, -1);
    }

    /** One step further each time somebody asks. */
    private static void proceed(ObjectNode upload) {
        switch (upload.path("state").asText()) {
            case "queued" -> upload.put("state", "analysing");
            case "analysing" -> {
                if (upload.path("fileName").asText().contains("broken")) {
                    upload.put("state", "failed").put("error", "broken.mp4 is no video that can be read");
                } else {
                    upload.put("state", "searchable").put("start", "2026-11-22T10:00:00Z");
                    upload.withObject("/progress")
                            .put("mediaAnalysedSeconds", 2.0)
                            .put("fragmentsAnalysed", 2)
                            .put("framesAnalysed", 4)
                            .put("sightings", 1);
                }
            }
            default -> {}
        }
    }

    private void search(HttpExchange exchange) throws IOException {
        Map<String, String> given = parameters(exchange);
        String query = requireNonNull(given.get("q"));
        if (query.contains("((")) {
            ObjectNode problem = problem(400, "expected a term");
            answer(exchange, 400, problem.put("position", query.indexOf("((") + 1));
            return;
        }
        int from = Integer.parseInt(given.getOrDefault("cursor", "0"));
        int to = Math.min(hits.size(), from + Math.min(2, Integer.parseInt(given.get("limit"))));
        ObjectNode page = JSON.createObjectNode().put("total", hits.size()).put("totalExact", true);
        ArrayNode array = page.putArray("hits");
        hits.subList(from, to).forEach(array::add);
        if (to < hits.size()) {
            page.put("next", Integer.toString(to));
        }
        answer(exchange, 200, page);
    }

    private void tail(HttpExchange exchange) throws IOException {
        String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        String from = parameters(exchange).getOrDefault("from", "latest");
        int next = switch (from) {
            case "trim-horizon" -> 0;
            case "latest" -> records.size();
            default -> Integer.parseInt(from) - 1;
        };
        next = last == null ? next : Integer.parseInt(last);
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        write(out, ": here you are\n\n");
        int part = 0;
        try {
            while (true) {
                if (cutAfterEvents == 0) {
                    cutAfterEvents = -1;
                    write(out, "id: 99\nevent: record\ndata: {\"sequ");
                    throw new IOException("cut");
                }
                if (next < records.size()) {
                    boolean whole = part == messagesOfARecord - 1;
                    ObjectNode data = records.get(next).deepCopy();
                    data = messagesOfARecord > 1 ? data.put("part", part) : data;
                    write(out, (whole ? "id: %d\n" : "").formatted(next + 1));
                    write(out, "event: record\ndata: %s\n\n".formatted(data));
                    part = whole ? 0 : part + 1;
                    next += whole ? 1 : 0;
                    cutAfterEvents -= cutAfterEvents > 0 ? 1 : 0;
                } else {
                    Thread.sleep(10);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private void streamRequest(HttpExchange exchange, String name) throws IOException {
        ObjectNode known = streams.get(name);
        String method = exchange.getRequestMethod();
        if (name.isEmpty()) {
            ObjectNode all = JSON.createObjectNode();
            streams.values().forEach(all.putArray("streams")::add);
            answer(exchange, 200, all);
        } else if (method.equals("PUT")) {
            streams.put(name, configured(name, exchange.getRequestBody()));
            answer(exchange, known == null ? 201 : 200, streams.get(name));
        } else if (known == null) {
            problem(exchange, 404, "there is no stream '%s'".formatted(name));
        } else if (method.equals("DELETE")) {
            streams.remove(name);
            exchange.sendResponseHeaders(204, -1);
        } else {
            answer(exchange, 200, known);
        }
    }

    private static ObjectNode configured(String name, InputStream body) throws IOException {
        ObjectNode stream = JSON.createObjectNode().put("name", name).put("sampling", "500ms");
        stream.put("lag", "catch-up").put("lagMax", "30s");
        stream.putObject("engines")
                .putObject("objects")
                .put("model", "efficientdet-lite0")
                .put("confidenceMin", 0.4);
        stream.setAll((ObjectNode) JSON.readTree(body));
        stream.putObject("status").put("archived", 3).put("archivedBytes", 2048).put("behindSeconds", 1.5);
        return stream;
    }

    private static Map<String, String> parameters(HttpExchange exchange) {
        Map<String, String> all = new TreeMap<>();
        String query = exchange.getRequestURI().getRawQuery();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            String[] halves = pair.split("=", 2);
            all.put(halves[0], URLDecoder.decode(halves[1], StandardCharsets.UTF_8));
        }
        return all;
    }

    private static ObjectNode problem(int status, String detail) {
        return JSON.createObjectNode()
                .put("type", "urn:kinedex:problem:test")
                .put("title", "No")
                .put("status", status)
                .put("detail", detail);
    }

    private static void problem(HttpExchange exchange, int status, String detail) throws IOException {
        answer(exchange, status, problem(status, detail));
    }

    private static void answer(HttpExchange exchange, int status, JsonNode json) throws IOException {
        byte[] body = json.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        stop();
    }
}
