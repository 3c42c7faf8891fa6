package io.kinedex.ingest.http;

import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.config.DurationText;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatedRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/** A request that the contract let through. Its parameters may be read by any thread, its context by the event loop. */
record Call(RoutingContext context, ValidatedRequest request) {
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
        RequestParameter value = request.getHeaders().get(header);
        if (value == null || !value.isNumber()) {
            throw new IllegalStateException("the contract has no number in header " + header);
        }
        return value.getLong();
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

    static Duration duration(String name, String text) {
        try {
            Duration duration = DurationText.parse(text);
            if (!duration.isNegative()) {
                return duration;
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw bad("%s: %s".formatted(name, e.getMessage()), e);
        }
        throw new IngestException(IngestException.Code.BAD_REQUEST, "%s '%s' is negative".formatted(name, text));
    }

    static IngestException bad(String message, Throwable cause) {
        return new IngestException(IngestException.Code.BAD_REQUEST, message, cause);
    }

    private static Optional<String> text(Map<String, RequestParameter> values, String name) {
        RequestParameter value = values.get(name);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(String.valueOf(value.get()));
    }
}
