package io.kinedex.ingest.emulator;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.kinedex.ingest.IngestException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads YAML (and so JSON) into nodes that know their lines. Stateless. */
final class ScriptParser {
    private static final YAMLFactory YAML = new YAMLFactory();
    private static final int DEPTH_MAX = 8;

    private final String name;
    private final JsonParser parser;

    private ScriptParser(String name, JsonParser parser) {
        this.name = name;
        this.parser = parser;
    }

    /**
     * The document's keys; none where it is empty.
     *
     * @param name of the script, for messages
     * @throws IngestException BAD_CONFIGURATION where it is no YAML or no keys and values
     */
    static ScriptNode.Keys parse(String text, String name) {
        try (JsonParser parser = YAML.createParser(text)) {
            ScriptParser reader = new ScriptParser(name, parser);
            if (parser.nextToken() == null || parser.currentToken() == JsonToken.VALUE_NULL) {
                return new ScriptNode.Keys(Map.of(), 1);
            }
            ScriptNode whole = reader.node(0);
            if (parser.nextToken() != null) {
                throw bad(name, reader.line(), "one document is enough; a second one begins here");
            }
            if (whole instanceof ScriptNode.Keys keys) {
                return keys;
            }
            throw bad(name, whole.line(), "must hold keys and values, is " + whole.kind());
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw bad(
                    name,
                    line,
                    "no YAML: " + e.getOriginalMessage().lines().findFirst().orElse(""));
        } catch (IOException e) {
            throw bad(name, 1, "cannot be read: " + e.getMessage());
        }
    }

    static IngestException bad(String name, int line, String what) {
        return new IngestException(
                IngestException.Code.BAD_CONFIGURATION, "%s, line %d: %s".formatted(name, line, what));
    }

    private ScriptNode node(int depth) throws IOException {
        if (depth > DEPTH_MAX) {
            throw bad(name, line(), "nested deeper than %d".formatted(DEPTH_MAX));
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> keys(depth);
            case START_ARRAY -> items(depth);
            default -> new ScriptNode.Value(parser.getText(), line());
        };
    }

    private ScriptNode.Keys keys(int depth) throws IOException {
        int line = line();
        Map<String, ScriptNode> values = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            int keyLine = line();
            parser.nextToken();
            if (values.put(key, node(depth + 1)) != null) {
                throw bad(name, keyLine, "key '%s' is there twice".formatted(key));
            }
        }
        return new ScriptNode.Keys(values, line);
    }

    private ScriptNode.Items items(int depth) throws IOException {
        int line = line();
        List<ScriptNode> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node(depth + 1));
        }
        return new ScriptNode.Items(items, line);
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }
}
