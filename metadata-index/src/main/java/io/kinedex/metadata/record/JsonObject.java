package io.kinedex.metadata.record;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinedex.metadata.MetadataException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object being read, with its place in the document for messages. Fields that nobody asks for are ignored. Every
 * failure is a {@link MetadataException} with code BAD_RECORD that names the place.
 *
 * @param path such as {@code frames[2].detections[0]}; empty for the whole document
 */
record JsonObject(JsonNode node, String path) {
    JsonObject {
        if (!node.isObject()) {
            throw bad(path.isEmpty() ? "the document" : path, "is not an object");
        }
    }

    static MetadataException bad(String place, String problem) {
        return new MetadataException(MetadataException.Code.BAD_RECORD, "bad record: %s %s".formatted(place, problem));
    }

    String place(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    String text(String field) {
        JsonNode value = required(field);
        if (!value.isTextual()) {
            throw bad(place(field), "is not a string");
        }
        return value.textValue();
    }

    String textOr(String field, String otherwise) {
        return node.has(field) ? text(field) : otherwise;
    }

    boolean has(String field) {
        return node.has(field);
    }

    double number(String field) {
        JsonNode value = required(field);
        if (!value.isNumber()) {
            throw bad(place(field), "is not a number");
        }
        return value.doubleValue();
    }

    long integer(String field) {
        JsonNode value = required(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw bad(place(field), "is not an integer of 64 bits");
        }
        return value.longValue();
    }

    boolean bool(String field) {
        JsonNode value = required(field);
        if (!value.isBoolean()) {
            throw bad(place(field), "is not true or false");
        }
        return value.booleanValue();
    }

    Instant instant(String field) {
        String value = text(field);
        try {
            return JsonInstants.parse(value);
        } catch (DateTimeException e) {
            throw bad(place(field), "is '%s', not an RFC 3339 date and time".formatted(value));
        }
    }

    JsonObject object(String field) {
        return new JsonObject(required(field), place(field));
    }

    /** Reads each element; a missing array is an empty one. */
    <T> List<T> list(String field, Function<JsonObject, T> element) {
        JsonNode array = node.get(field);
        if (array == null) {
            return List.of();
        }
        if (!array.isArray()) {
            throw bad(place(field), "is not an array");
        }
        List<T> list = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            list.add(element.apply(new JsonObject(array.get(i), "%s[%d]".formatted(place(field), i))));
        }
        return list;
    }

    /** An array of strings. */
    List<String> texts(String field) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : required(field)) {
            if (!element.isTextual()) {
                throw bad(place(field), "holds something that is not a string");
            }
            texts.add(element.textValue());
        }
        return texts;
    }

    private JsonNode required(String field) {
        @Nullable JsonNode value = node.get(field);
        if (value == null) {
            throw bad(place(field), "is missing");
        }
        return value;
    }
}
