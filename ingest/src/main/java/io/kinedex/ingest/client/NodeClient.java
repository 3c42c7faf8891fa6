package io.kinedex.ingest.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.upload.NewUpload;
import io.kinedex.ingest.upload.Upload;
import io.kinedex.metadata.index.SearchRequest;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.RecordJson;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One node's HTTP interface, one method per route. Methods block until the node has answered; any number of threads may
 * call them, an interrupt ends them.
 *
 * <p>All of them throw {@link NodeProblem} where the node refuses and {@link NodeUnreachable} where it does not answer.
 */
public final class NodeClient implements AutoCloseable {
    private static final int RECORDS_PAGE = 500;
    /** Where a node is when nobody says otherwise. */
    public static final URI DEFAULT_NODE = URI.create("http://127.0.0.1:7575");

    /** The port of {@link #DEFAULT_NODE}. */
    public static final int DEFAULT_PORT = 7575;

    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);
    private static final Duration ANSWER_PATIENCE = Duration.ofMinutes(2);

    private final URI node;
    private final HttpClient http;

    /**
     * @param node such as {@code http://127.0.0.1:7575}
     * @throws IngestException BAD_REQUEST where it is not an http or https address
     */
    public NodeClient(URI node) {
        if (node.getHost() == null || !List.of("http", "https").contains(String.valueOf(node.getScheme()))) {
            throw new IngestException(
                    IngestException.Code.BAD_REQUEST,
                    "'%s' is not a node's address; it looks like %s".formatted(node, DEFAULT_NODE));
        }
        this.node = node;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_PATIENCE)
                .build();
    }

    public URI node() {
        return node;
    }

    /** The node's streams as JSON, by name. */
    public List<JsonNode> streams() throws InterruptedException {
        return items(get("/v1/streams"), "streams");
    }

    /** The node's sinks as JSON, by name. */
    public List<JsonNode> sinks() throws InterruptedException {
        return items(get("/v1/sinks"), "sinks");
    }

    /** Second looks at the archive as JSON, newest first. */
    public List<JsonNode> reruns() throws InterruptedException {
        return items(get("/v1/reruns"), "reruns");
    }

    public JsonNode rerun(String id) throws InterruptedException {
        return get("/v1/reruns/" + encoded(id));
    }

    /** Looks again at what a stream has in the archive; see the schema NewRerun. */
    public JsonNode addRerun(String stream, JsonNode rerun) throws InterruptedException {
        return post("/v1/streams/" + encoded(stream) + "/reruns", rerun);
    }

    /** Gives a rerun up; what it found goes away. */
    public void cancelRerun(String id) throws InterruptedException {
        send(request("/v1/reruns/" + encoded(id)).DELETE());
    }

    /** Everybody as JSON, those with a name first. */
    public List<JsonNode> people() throws InterruptedException {
        return items(get("/v1/people"), "people");
    }

    /** One person as JSON. */
    public JsonNode person(String id) throws InterruptedException {
        return get("/v1/people/" + encoded(id));
    }

    /** Enrols somebody; see the schema NewPerson. */
    public JsonNode addPerson(JsonNode person) throws InterruptedException {
        return post("/v1/people", person);
    }

    /** Names somebody or adds pictures; see the schema PersonSettings. */
    public JsonNode putPerson(String id, JsonNode settings) throws InterruptedException {
        return json(send(request("/v1/people/" + encoded(id))
                .PUT(BodyPublishers.ofString(settings.toString()))
                .header("Content-Type", "application/json")));
    }

    /** Says that another one is this person. */
    public JsonNode mergePerson(String id, String from) throws InterruptedException {
        return post(
                "/v1/people/" + encoded(id) + "/merge",
                NodeJson.MAPPER.createObjectNode().put("from", from));
    }

    /**
     * Makes somebody new of some of the person's sightings.
     *
     * @param never whether they certainly do not show the person
     */
    public JsonNode takeFromPerson(String id, List<String> sightings, boolean never) throws InterruptedException {
        ObjectNode body = NodeJson.MAPPER.createObjectNode();
        sightings.forEach(body.putArray("sightings")::add);
        return post("/v1/people/" + encoded(id) + (never ? "/not" : "/split"), body);
    }

    /** Forgets somebody. */
    public void forgetPerson(String id) throws InterruptedException {
        send(request("/v1/people/" + encoded(id)).DELETE());
    }

    private JsonNode post(String path, JsonNode body) throws InterruptedException {
        return json(send(request(path)
                .POST(BodyPublishers.ofString(body.toString()))
                .header("Content-Type", "application/json")));
    }

    /** One stream as JSON. */
    public JsonNode stream(String name) throws InterruptedException {
        return get("/v1/streams/" + encoded(name));
    }

    /** Creates the stream or changes it to this configuration, and returns it as it stands then. */
    public JsonNode putStream(String name, JsonNode config) throws InterruptedException {
        return json(send(request("/v1/streams/" + encoded(name))
                .PUT(BodyPublishers.ofString(config.toString()))
                .header("Content-Type", "application/json")));
    }

    public void deleteStream(String name) throws InterruptedException {
        send(request("/v1/streams/" + encoded(name)).DELETE());
    }

    /** Sends a model of a user's own, a ZIP of its description and weights; returns the model as it stands then. */
    public JsonNode putModel(String name, Path archive) throws InterruptedException {
        try {
            return json(send(request("/v1/models/" + encoded(name))
                    .PUT(BodyPublishers.ofFile(archive))
                    .header("Content-Type", "application/octet-stream")));
        } catch (FileNotFoundException e) {
            throw new IngestException(IngestException.Code.NOT_FOUND, "there is no file " + archive, e);
        }
    }

    public void deleteModel(String name) throws InterruptedException {
        send(request("/v1/models/" + encoded(name)).DELETE());
    }

    /** Tells the node of a file that will come. */
    public Upload createUpload(NewUpload upload) throws InterruptedException {
        return NodeJson.upload(json(send(request("/v1/streams/" + encoded(upload.stream()) + "/uploads")
                .POST(BodyPublishers.ofString(NodeJson.newUpload(upload).toString()))
                .header("Content-Type", "application/json"))));
    }

    public Upload upload(String id) throws InterruptedException {
        return NodeJson.upload(get("/v1/uploads/" + encoded(id)));
    }

    /**
     * Sends bytes of the file from {@code offset}, which must be what the node has received so far. Returns when they are
     * on the node's disk.
     *
     * @param length how many bytes; 0 is for an empty file
     * @param last   whether this ends the file
     * @param sent   told now and then, by another thread, how many bytes of this call have left
     */
    public void sendBytes(String id, Path file, long offset, long length, boolean last, LongConsumer sent)
            throws InterruptedException {
        BodyPublisher bytes = length == 0
                ? BodyPublishers.noBody()
                : BodyPublishers.fromPublisher(
                        BodyPublishers.ofInputStream(() -> FileSlice.open(file, offset, length, sent)), length);
        send(request("/v1/uploads/" + encoded(id))
                .method("PATCH", bytes)
                .header("Content-Type", "application/octet-stream")
                .header("Upload-Offset", Long.toString(offset))
                .header("Upload-Complete", last ? "?1" : "?0"));
    }

    /** Ends the upload and removes its bytes. */
    public void cancelUpload(String id) throws InterruptedException {
        send(request("/v1/uploads/" + encoded(id)).DELETE());
    }

    /**
     * @param query  in the query language
     * @param limit  how many hits at the most, 1..1000
     * @param cursor where to go on, from an earlier {@link SearchPage#next()}; empty string to begin
     */
    public SearchPage search(String query, int limit, SearchRequest.Order order, String cursor)
            throws InterruptedException {
        return NodeJson.searchPage(get("/v1/search"
                + parameters(Map.of(
                        "q",
                        query,
                        "limit",
                        Integer.toString(limit),
                        "order",
                        order.name().toLowerCase(Locale.ROOT),
                        "cursor",
                        cursor))));
    }

    /** What was said or written with much the same meaning, the best first, among what answers the query. */
    public SearchPage searchMeaning(String meaning, String query, int limit) throws InterruptedException {
        return NodeJson.searchPage(get(
                "/v1/search" + parameters(Map.of("meaning", meaning, "q", query, "limit", Integer.toString(limit)))));
    }

    /**
     * What looks like a picture, the most alike first, among what answers the query.
     *
     * @param picture a JPEG or PNG
     */
    public SearchPage searchPicture(byte[] picture, String query, int limit) throws InterruptedException {
        ObjectNode body = NodeJson.MAPPER
                .createObjectNode()
                .put("picture", Base64.getEncoder().encodeToString(picture));
        return NodeJson.searchPage(json(send(
                request("/v1/search/picture" + parameters(Map.of("q", query, "limit", Integer.toString(limit))))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString())))));
    }

    /** What is most like a sighting, among what answers the query. */
    public SearchPage similar(String sighting, String query, int limit) throws InterruptedException {
        return NodeJson.searchPage(get("/v1/sightings/" + encoded(sighting) + "/similar"
                + parameters(Map.of("q", query, "limit", Integer.toString(limit)))));
    }

    /** Gives every record of a stream that the node keeps and that is wanted, from the oldest to the newest, to {@code out}. */
    public void records(String stream, Predicate<MetadataRecord> wanted, Consumer<MetadataRecord> out)
            throws InterruptedException {
        String from = "trim-horizon";
        boolean more = true;
        while (more) {
            JsonNode page = get("/v1/records"
                    + parameters(Map.of("from", from, "stream", stream, "limit", Integer.toString(RECORDS_PAGE))));
            for (JsonNode published : page.path("records")) {
                MetadataRecord record =
                        RecordJson.read(published.path("record").toString().getBytes(StandardCharsets.UTF_8));
                if (wanted.test(record)) {
                    out.accept(record);
                }
            }
            more = !page.path("records").isEmpty();
            from = page.path("next").asText();
        }
    }

    /** What a tail from {@code latest} begins at: the place after the newest record. */
    String nextSequence() throws InterruptedException {
        return get("/v1/records" + parameters(Map.of("from", "latest", "limit", "1")))
                .path("next")
                .asText("latest");
    }

    /** Whether the node answers and says that it is ready. */
    public boolean ready() throws InterruptedException {
        try {
            send(request("/ready").GET());
            return true;
        } catch (NodeProblem | NodeUnreachable _) {
            return false;
        }
    }

    /**
     * Opens the tail of records as server-sent events.
     *
     * @param from        overrules the request's
     * @param lastEventId the last event that was seen; empty to begin at {@code from}
     */
    InputStream openTail(RecordTail.Request tail, String from, String lastEventId) throws InterruptedException {
        Map<String, String> parameters =
                Map.of("from", from, "stream", tail.stream(), "profile", tail.profile(), "envelope", tail.envelope());
        HttpRequest.Builder request =
                request("/v1/records/tail" + parameters(parameters)).header("Accept", "text/event-stream");
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        HttpResponse<InputStream> answer = exchange(request.build(), BodyHandlers.ofInputStream());
        if (answer.statusCode() == 200) {
            return answer.body();
        }
        try (InputStream body = answer.body()) {
            throw problem(answer.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new NodeUnreachable(node, e);
        }
    }

    private JsonNode get(String path) throws InterruptedException {
        return json(send(request(path).GET()));
    }

    private HttpRequest.Builder request(String path) {
        String base = node.toString();
        return HttpRequest.newBuilder(
                URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path));
    }

    private String send(HttpRequest.Builder request) throws InterruptedException {
        HttpResponse<String> answer = exchange(
                request.timeout(ANSWER_PATIENCE)
                        .header("Kinedex-Actor", System.getProperty("user.name", ""))
                        .header("Accept", "application/json, application/problem+json")
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw problem(answer.statusCode(), answer.body());
        }
        return answer.body();
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws InterruptedException {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw new NodeUnreachable(node, e);
        }
    }

    private JsonNode json(String body) {
        try {
            return NodeJson.read(body);
        } catch (JsonProcessingException e) {
            throw new IngestException(
                    IngestException.Code.UNAVAILABLE,
                    "%s answered with something else than JSON; is it a Kinedex node?".formatted(node),
                    e);
        }
    }

    private NodeProblem problem(int status, String body) {
        JsonNode problem;
        try {
            problem = NodeJson.read(body);
        } catch (JsonProcessingException _) {
            problem = MissingNode.getInstance();
        }
        String detail = problem.path("detail").asText(problem.path("title").asText(""));
        String message = detail.isEmpty() ? "%s answered with status %d".formatted(node, status) : detail;
        return new NodeProblem(status, message, problem);
    }

    private static List<JsonNode> items(JsonNode json, String name) {
        List<JsonNode> items = new ArrayList<>();
        (json.isArray() ? json : json.path(name)).forEach(items::add);
        return List.copyOf(items);
    }

    private static String parameters(Map<String, String> values) {
        return values.entrySet().stream()
                .filter(value -> !value.getValue().isEmpty())
                .sorted(Map.Entry.comparingByKey())
                .map(value -> value.getKey() + "=" + encoded(value.getValue()))
                .collect(Collectors.collectingAndThen(Collectors.joining("&"), all -> all.isEmpty() ? "" : "?" + all));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
