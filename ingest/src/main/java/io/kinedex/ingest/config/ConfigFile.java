package io.kinedex.ingest.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.kinedex.ingest.IngestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a node's configuration file (YAML; JSON is YAML too) over the defaults. Safe for all threads.
 *
 * <p>Settings of a stream are read over {@code stream-defaults}, so that a file says only what differs.
 */
public final class ConfigFile {
    private static final ObjectMapper MAPPER = ConfigJson.configure(YAMLMapper.builder());

    private ConfigFile() {}

    /**
     * The configuration that the file says.
     *
     * @throws IngestException BAD_CONFIGURATION, naming the file, the key and what is wrong with it
     */
    public static NodeConfig read(Path file) {
        JsonNode given;
        try {
            given = MAPPER.reader()
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw bad(file, e.getOriginalMessage() + at(e.getLocation()), e);
        } catch (IOException e) {
            throw bad(file, "cannot be read: " + e.getMessage(), e);
        }
        if (given.isMissingNode() || given.isNull()) {
            return NodeConfig.defaults();
        }
        if (!(given instanceof ObjectNode object)) {
            throw bad(file, "must hold keys and values", null);
        }
        return read(file, object);
    }

    private static NodeConfig read(Path file, ObjectNode given) {
        try {
            ObjectNode whole = MAPPER.valueToTree(NodeConfig.defaults());
            JsonNode streams = given.remove("streams");
            overlay(whole, given);
            if (streams instanceof ObjectNode named) {
                ObjectNode target = whole.putObject("streams");
                named.properties().forEach(stream -> {
                    ObjectNode settings = whole.get("stream-defaults").deepCopy();
                    overlay(settings, stream.getValue());
                    target.set(stream.getKey(), settings);
                });
            } else if (streams != null && !streams.isNull()) {
                throw bad(file, "streams must hold streams by name", null);
            }
            return MAPPER.treeToValue(whole, NodeConfig.class);
        } catch (UnrecognizedPropertyException e) {
            throw bad(file, "key '%s' is not known; known here: %s".formatted(path(e), new TreeSet<>(known(e))), e);
        } catch (JsonMappingException e) {
            throw bad(file, "key '%s': %s".formatted(path(e), reason(e)), e);
        } catch (JsonProcessingException e) {
            throw bad(file, e.getOriginalMessage(), e);
        }
    }

    /** Maps of streams and engines are replaced as a whole by key; records are overlaid key by key. */
    private static void overlay(ObjectNode below, JsonNode above) {
        above.properties().forEach(entry -> {
            JsonNode old = below.get(entry.getKey());
            if (old instanceof ObjectNode oldObject
                    && entry.getValue().isObject()
                    && !entry.getKey().equals("engines")) {
                overlay(oldObject, entry.getValue());
            } else if (!entry.getValue().isNull()) {
                below.set(entry.getKey(), entry.getValue());
            }
        });
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference reference : e.getPath()) {
            path.append(path.isEmpty() ? "" : ".")
                    .append(
                            reference.getFieldName() == null
                                    ? "[" + reference.getIndex() + "]"
                                    : reference.getFieldName());
        }
        return path.toString();
    }

    private static Set<String> known(UnrecognizedPropertyException e) {
        Set<String> names = new TreeSet<>();
        e.getKnownPropertyIds().forEach(id -> names.add(id.toString()));
        return names;
    }

    private static String reason(JsonMappingException e) {
        Throwable cause = e.getCause();
        return cause instanceof IllegalArgumentException || cause instanceof IngestException
                ? String.valueOf(cause.getMessage())
                : e.getOriginalMessage();
    }

    private static String at(JsonLocation location) {
        return location == null ? "" : " (line %d, column %d)".formatted(location.getLineNr(), location.getColumnNr());
    }

    private static IngestException bad(Path file, String what, @Nullable Throwable cause) {
        String message = "configuration %s: %s".formatted(file, what);
        return cause == null
                ? new IngestException(IngestException.Code.BAD_CONFIGURATION, message)
                : new IngestException(IngestException.Code.BAD_CONFIGURATION, message, cause);
    }
}
