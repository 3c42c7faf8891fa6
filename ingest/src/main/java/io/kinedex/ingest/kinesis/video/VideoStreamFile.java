package io.kinedex.ingest.kinesis.video;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.storage.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@link VideoStream}s as one small file each. Stateless; calls for one stream come one after the other. */
final class VideoStreamFile {
    static final String SUFFIX = ".json";

    private static final ObjectMapper JSON = new ObjectMapper();

    private VideoStreamFile() {}

    static void write(Path folder, VideoStream stream) {
        ObjectNode node = JSON.createObjectNode()
                .put("name", stream.name())
                .put("created", stream.created().toString())
                .put("revision", stream.revision())
                .put("mediaType", stream.mediaType())
                .put("deviceName", stream.deviceName())
                .put("kmsKeyId", stream.kmsKeyId());
        stream.retentionHours().ifPresent(hours -> node.put("retentionHours", hours));
        ObjectNode tags = node.putObject("tags");
        new TreeMap<>(stream.tags()).forEach(tags::put);
        DurableFiles.replace(file(folder, stream.name()), node.toPrettyString().getBytes(StandardCharsets.UTF_8));
    }

    static VideoStream read(Path file) {
        try {
            JsonNode node = JSON.readTree(Files.readAllBytes(file));
            Map<String, String> tags = new TreeMap<>();
            node.path("tags")
                    .properties()
                    .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
            return new VideoStream(
                    node.required("name").asText(),
                    Instant.parse(node.required("created").asText()),
                    node.required("revision").asLong(),
                    node.has("retentionHours")
                            ? Optional.of(node.get("retentionHours").asInt())
                            : Optional.empty(),
                    node.path("mediaType").asText(""),
                    node.path("deviceName").asText(""),
                    node.path("kmsKeyId").asText(""),
                    tags);
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw new IngestException(
                    IngestException.Code.BAD_CONFIGURATION,
                    "stream file %s cannot be read: %s".formatted(file, e.getMessage()),
                    e);
        }
    }

    static void remove(Path folder, String name) {
        DurableFiles.remove(file(folder, name));
    }

    private static Path file(Path folder, String name) {
        return folder.resolve(name + SUFFIX);
    }
}
