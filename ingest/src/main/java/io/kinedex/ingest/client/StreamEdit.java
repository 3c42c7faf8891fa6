package io.kinedex.ingest.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.stream.StreamConfig;
import java.util.List;
import java.util.Map;

/**
 * A change of a stream's configuration: begins with the one it has, or with the node's defaults where the stream is new.
 * One thread at a time.
 */
public final class StreamEdit {
    private static final List<String> SETTINGS = List.of("sampling", "engines", "lag", "lagMax", "source");

    private final NodeClient client;
    private final String name;
    private final ObjectNode settings;

    private StreamEdit(NodeClient client, String name, ObjectNode settings) {
        this.client = client;
        this.name = name;
        this.settings = settings;
    }

    /** Reads the stream's configuration; makes the stream where it is new. */
    public static StreamEdit begin(NodeClient client, String name) throws InterruptedException {
        JsonNode stream;
        try {
            stream = client.stream(name);
        } catch (NodeProblem problem) {
            if (problem.code() != IngestException.Code.NOT_FOUND) {
                throw problem;
            }
            stream = client.putStream(name, NodeJson.MAPPER.createObjectNode());
        }
        ObjectNode settings = NodeJson.MAPPER.createObjectNode();
        for (String key : SETTINGS) {
            if (stream.hasNonNull(key)) {
                settings.set(key, stream.get(key).deepCopy());
            }
        }
        return new StreamEdit(client, name, settings);
    }

    /** {@code every-frame}, {@code keyframes} or a duration such as {@code 500ms}. */
    public StreamEdit sampling(String policy) {
        settings.put("sampling", policy);
        return this;
    }

    /** {@code catch-up} or {@code skip-to-live}. */
    public StreamEdit lag(String policy) {
        settings.put("lag", policy);
        return this;
    }

    /** How far behind {@code skip-to-live} lets the stream fall, such as {@code 30s}. */
    public StreamEdit lagMax(String duration) {
        settings.put("lagMax", duration);
        return this;
    }

    /** Switches the engine on with this model of the catalogue. */
    public StreamEdit model(String engine, String model) {
        engine(engine).put("model", model);
        return this;
    }

    /** Detections below are not recorded, 0..1. */
    public StreamEdit confidenceMin(String engine, double confidence) {
        engine(engine).put("confidenceMin", confidence);
        return this;
    }

    /** Switches faces on, for this purpose; with the catalogue's preferred model where none was named. */
    public StreamEdit facesPurpose(String purpose) {
        ObjectNode faces = engine(StreamConfig.FACES).put("purpose", purpose);
        if (!faces.hasNonNull("model")) {
            ModelCatalogue.bundled()
                    .preferred(StreamConfig.FACES)
                    .ifPresent(preferred -> faces.put("model", preferred.name()));
        }
        return this;
    }

    /** What may be spoken, BCP 47 tags; none for any. */
    public StreamEdit speechLanguages(List<String> languages) {
        ArrayNode tags = engine(StreamConfig.SPEECH).putArray("languages");
        languages.forEach(tags::add);
        return this;
    }

    /** Whether it is told, besides, whose faces they are. */
    public StreamEdit facesRecognise(boolean recognise) {
        engine(StreamConfig.FACES).put("recognise", recognise);
        return this;
    }

    public StreamEdit off(String engine) {
        settings.withObject("/engines").remove(engine);
        return this;
    }

    /**
     * Takes the stream from a stream of Kinesis Video, by name or ARN; what was said of another one is forgotten.
     *
     * @param settings by key: {@code region}, {@code endpoint}, {@code profile}, {@code start}
     */
    public StreamEdit kinesisVideo(String stream, Map<String, String> settings) {
        ObjectNode source =
                this.settings.putObject("source").put("kind", "kinesis-video").put("stream", stream);
        settings.forEach(source::put);
        return this;
    }

    /** Changes what is said of the stream's source. */
    public StreamEdit source(Map<String, String> settings) {
        if (!(this.settings.get("source") instanceof ObjectNode source)) {
            throw new IngestException(
                    IngestException.Code.BAD_REQUEST, "stream '%s' has no source; name one first".formatted(name));
        }
        settings.forEach(source::put);
        return this;
    }

    /** Takes the stream from nowhere; what it has stays. */
    public StreamEdit sourceOff() {
        settings.remove("source");
        return this;
    }

    /** Sends the change; returns the stream as it stands then. */
    public JsonNode save() throws InterruptedException {
        return client.putStream(name, settings);
    }

    private ObjectNode engine(String engine) {
        return settings.withObject("/engines/" + engine);
    }
}
