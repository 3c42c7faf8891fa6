package io.kinedex.ingest.http;

import io.kinedex.ingest.IngestException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatedRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A request that the contract let through. Its parameters may be read by any thread, its context by the event loop. */
record Call(RoutingContext context, ValidatedRequest request) {
    private static final Pattern SHORT_DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

    String path(String name) {
        return text(request.getPathParameters(), name).orElseThrow();
    }

    Optional<String> query(String name) {
        return text(request.getQuery(), name);
    }

    int query(String name, int otherwise) {
        RequestParameter value = request.getQuery().get(name);
        return value == null || value.isNull() ? otherwise : value.getInteger();
    }

    Optional<String> header(String name) {
        return text(request.getHeaders(), name);
    }

    long number(String header) {
        return Long.parseLong(text(request.getHeaders(), header).orElseThrow());
    }

    JsonObject body() {
        return request.getBody().getJsonObject(new JsonObject());
    }

    static Optional<Instant> instant(String name, Optional<String> text) {
        try {
            return text.map(value -> OffsetDateTime.parse(value).toInstant());
        } catch (DateTimeParseException e) {
            throw bad("%s '%s' is no time such as 2026-11-22T10:00:00Z".formatted(name, text.orElse("")), e);
        }
    }

    /** {@code 500ms}, {@code 2s}, {@code 15m}, {@code 6h} or ISO 8601 ({@code PT2S}). */
    static Duration duration(String name, String text) {
        Matcher matcher = SHORT_DURATION.matcher(text);
        String iso = matcher.matches() ? iso(Integer.parseInt(matcher.group(1)), matcher.group(2)) : text;
        try {
            Duration duration = Duration.parse(iso);
            if (!duration.isNegative()) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            throw bad("%s '%s' is no duration; write 500ms, 2s, 15m, 6h or PT2S".formatted(name, text), e);
        }
        throw new IngestException(IngestException.Code.BAD_REQUEST, "%s '%s' is negative".formatted(name, text));
    }

    private static String iso(int amount, String unit) {
        return unit.equals("ms") ? Duration.ofMillis(amount).toString() : "PT" + amount + unit.toUpperCase(Locale.ROOT);
    }

    static IngestException bad(String message, Throwable cause) {
        return new IngestException(IngestException.Code.BAD_REQUEST, message, cause);
    }

    private static Optional<String> text(Map<String, RequestParameter> values, String name) {
        RequestParameter value = values.get(name);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(String.valueOf(value.get()));
    }
}
