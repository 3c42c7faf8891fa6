package io.kinedex.ingest.kinesis.video;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinedex.ingest.kinesis.AwsException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads the inputs of operations and refuses what AWS refuses. Stateless. */
final class Inputs {
    private static final BigDecimal MILLIS_MAX = BigDecimal.valueOf(1L << 50);

    private Inputs() {}

    static AwsException invalid(String message) {
        return new AwsException(400, "InvalidArgumentException", message);
    }

    static Optional<String> text(JsonNode input, String name) {
        JsonNode value = input.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw invalid("%s must be a text".formatted(name));
        }
        return Optional.of(value.asText());
    }

    static String requireText(JsonNode input, String name) {
        return text(input, name).orElseThrow(() -> invalid("%s must be given".formatted(name)));
    }

    static int number(JsonNode input, String name, int absent, int min, int max) {
        JsonNode value = input.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return absent;
        }
        if (!value.isIntegralNumber() || value.asLong() < min || value.asLong() > max) {
            throw invalid("%s is %s, must be in %d..%d".formatted(name, value, min, max));
        }
        return value.asInt();
    }

    /** A text of the constants of an enum or such. */
    static String oneOf(JsonNode input, String name, Set<String> allowed) {
        String value = requireText(input, name);
        if (!allowed.contains(value)) {
            throw invalid("%s is '%s', must be one of %s".formatted(name, value, new TreeSet<>(allowed)));
        }
        return value;
    }

    /** Seconds since 1970 with a fraction. */
    static Instant time(JsonNode value) {
        if (!value.isNumber()) {
            throw invalid("a time must be a number of seconds and is %s".formatted(value));
        }
        BigDecimal millis = value.decimalValue().movePointRight(3);
        if (millis.abs().compareTo(MILLIS_MAX) > 0) {
            throw invalid("the time %s is too far off".formatted(value));
        }
        return Instant.ofEpochMilli(millis.longValue());
    }

    static Map<String, String> texts(JsonNode input, String name) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> each : input.path(name).properties()) {
            values.put(each.getKey(), each.getValue().asText());
        }
        return values;
    }

    /** A page's token for clients, who must not read anything in it. */
    static String token(String place) {
        return Base64.getUrlEncoder().encodeToString(place.getBytes(StandardCharsets.UTF_8));
    }

    static Optional<String> token(JsonNode input, String name) {
        try {
            return text(input, name)
                    .map(token -> new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw invalid("%s is not one that was given out".formatted(name));
        }
    }
}
