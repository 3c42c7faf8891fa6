package io.kinedex.ingest.kinesis.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.ingest.kinesis.Exchange;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request's document, read member by member as the API describes them; what does not hold is refused in AWS's words. One
 * thread.
 */
final class Input {
    private final ObjectNode members;
    private final String path;

    Input(ObjectNode members) {
        this(members, "");
    }

    private Input(ObjectNode members, String path) {
        this.members = members;
        this.path = path;
    }

    /** What is said of a text: how long it may be, in code points, and its pattern. */
    record Text(int min, int max, @Nullable Pattern pattern) {
        static final Text STREAM_NAME = new Text(1, 128, Pattern.compile("[a-zA-Z0-9_.-]+"));
        static final Text STREAM_ARN = new Text(1, 2048, Pattern.compile("arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+"));
        static final Text CONSUMER_ARN = new Text(
                1,
                2048,
                Pattern.compile(
                        "^(arn):aws.*:kinesis:.*:\\d{12}:.*stream\\/[a-zA-Z0-9_.-]+\\/consumer\\/[a-zA-Z0-9_.-]+:[0-9]+"));
        static final Text SHARD_ID = new Text(1, 128, Pattern.compile("[a-zA-Z0-9_.-]+"));
        static final Text PARTITION_KEY = new Text(1, 256, null);
        static final Text HASH_KEY = new Text(1, 39, Pattern.compile("0|([1-9]\\d{0,38})"));
        static final Text SEQUENCE_NUMBER = new Text(1, 129, Pattern.compile("0|([1-9]\\d{0,128})"));
        static final Text SHARD_ITERATOR = new Text(1, 512, null);
        static final Text NEXT_TOKEN = new Text(1, 1_048_576, null);
        static final Text TAG_KEY = new Text(1, 128, null);
        static final Text TAG_VALUE = new Text(0, 256, null);
    }

    boolean has(String name) {
        return node(name) != null;
    }

    Optional<String> text(String name, Text rule) {
        return Optional.ofNullable(node(name)).map(node -> checked(name, node, rule));
    }

    String requireText(String name, Text rule) {
        return checked(name, require(name), rule);
    }

    OptionalInt number(String name, int min, int max) {
        JsonNode node = node(name);
        if (node == null) {
            return OptionalInt.empty();
        }
        if (!node.isIntegralNumber()) {
            throw Refusals.serialization("%s must be a whole number".formatted(name));
        }
        if (!node.canConvertToInt() || node.intValue() < min) {
            throw Refusals.validation(
                    quoted(node.asText()), member(name), "have value greater than or equal to " + min);
        }
        if (node.intValue() > max) {
            throw Refusals.validation(quoted(node.asText()), member(name), "have value less than or equal to " + max);
        }
        return OptionalInt.of(node.intValue());
    }

    int requireNumber(String name, int min, int max) {
        require(name);
        return number(name, min, max).orElseThrow();
    }

    boolean flag(String name) {
        JsonNode node = node(name);
        if (node != null && !node.isBoolean()) {
            throw Refusals.serialization("%s must be true or false".formatted(name));
        }
        return node != null && node.booleanValue();
    }

    Optional<Instant> time(String name) {
        return Optional.ofNullable(node(name)).map(Exchange::time);
    }

    byte[] requireBlob(String name) {
        JsonNode node = require(name);
        try {
            byte[] bytes = node.isTextual() || node.isBinary() ? node.binaryValue() : null;
            if (bytes != null) {
                return bytes;
            }
        } catch (IOException _) {
            // answered below
        }
        throw Refusals.serialization("%s must be base64 in JSON, bytes in CBOR".formatted(name));
    }

    /** One of the words; any other is refused. */
    String requireWord(String name, List<String> words) {
        String word = checked(name, require(name), new Text(0, Integer.MAX_VALUE, null));
        if (!words.contains(word)) {
            throw Refusals.validation(
                    quoted(word), member(name), "satisfy enum value set: [" + String.join(", ", words) + "]");
        }
        return word;
    }

    Optional<Input> structure(String name) {
        JsonNode node = node(name);
        if (node == null) {
            return Optional.empty();
        }
        return Optional.of(new Input(asStructure(name, node), member(name) + "."));
    }

    Input requireStructure(String name) {
        require(name);
        return structure(name).orElseThrow();
    }

    List<Input> requireStructures(String name, int min, int max) {
        JsonNode list = require(name);
        requireSize(name, list, min, max);
        List<Input> structures = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            String place = "%s.%d.member.".formatted(member(name), i + 1);
            structures.add(new Input(asStructure(name, list.get(i)), place));
        }
        return structures;
    }

    List<String> requireTexts(String name, int min, int max, Text rule) {
        JsonNode list = require(name);
        requireSize(name, list, min, max);
        List<String> texts = new ArrayList<>(list.size());
        list.forEach(node -> texts.add(checked(name, node, rule)));
        return texts;
    }

    /** Tags as a map; empty where there are none. */
    Map<String, String> tags(String name, int min, int max) {
        JsonNode node = node(name);
        if (node == null) {
            return Map.of();
        }
        ObjectNode given = asStructure(name, node);
        Map<String, String> tags = new LinkedHashMap<>();
        given.properties().forEach(tag -> {
            requireLength(name, tag.getKey(), Text.TAG_KEY);
            tags.put(tag.getKey(), checked(name, tag.getValue(), Text.TAG_VALUE));
        });
        if (tags.size() < min || tags.size() > max) {
            throw Refusals.validation(
                    quoted(tags.toString()), member(name), "have between %d and %d entries".formatted(min, max));
        }
        return tags;
    }

    private void requireSize(String name, JsonNode list, int min, int max) {
        if (!list.isArray()) {
            throw Refusals.serialization("%s must be a list".formatted(name));
        }
        if (list.size() < min) {
            throw Refusals.validation("'[]'", member(name), "have length greater than or equal to " + min);
        }
        if (list.size() > max) {
            throw Refusals.validation(
                    "'a list of %d'".formatted(list.size()), member(name), "have length less than or equal to " + max);
        }
    }

    private static ObjectNode asStructure(String name, JsonNode node) {
        if (node instanceof ObjectNode structure) {
            return structure;
        }
        throw Refusals.serialization("%s must be a structure".formatted(name));
    }

    private String checked(String name, JsonNode node, Text rule) {
        if (!node.isTextual()) {
            throw Refusals.serialization("%s must be a text".formatted(name));
        }
        String text = node.textValue();
        requireLength(name, text, rule);
        Pattern pattern = rule.pattern();
        if (pattern != null && !pattern.matcher(text).matches()) {
            throw Refusals.validation(
                    quoted(text), member(name), "satisfy regular expression pattern: " + pattern.pattern());
        }
        return text;
    }

    private void requireLength(String name, String text, Text rule) {
        int length = text.codePointCount(0, text.length());
        if (length < rule.min()) {
            throw Refusals.validation(quoted(text), member(name), "have length greater than or equal to " + rule.min());
        }
        if (length > rule.max()) {
            throw Refusals.validation(quoted(text), member(name), "have length less than or equal to " + rule.max());
        }
    }

    private JsonNode require(String name) {
        JsonNode node = node(name);
        if (node == null) {
            throw Refusals.validation("null", member(name), "not be null");
        }
        return node;
    }

    private @Nullable JsonNode node(String name) {
        JsonNode node = members.get(name);
        return node == null || node.isNull() ? null : node;
    }

    /** AWS names members with a small first letter. */
    private String member(String name) {
        return path + name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    private static String quoted(String value) {
        return "'" + (value.length() > 300 ? value.substring(0, 300) + "..." : value) + "'";
    }
}
