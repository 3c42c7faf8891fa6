package io.kinedex.ingest.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.MIMEHeader;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Content negotiation: what an operation answers with against what the client takes. Immutable; any thread. */
final class AnswerTypes {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head");

    private final Map<String, Set<String>> byOperation = new HashMap<>();

    /** @param description the API's description, whole */
    AnswerTypes(JsonObject description) {
        JsonObject shared = description.getJsonObject("components").getJsonObject("responses");
        for (Map.Entry<String, Object> path : description.getJsonObject("paths")) {
            for (Map.Entry<String, Object> entry : (JsonObject) path.getValue()) {
                if (METHODS.contains(entry.getKey())) {
                    JsonObject operation = (JsonObject) entry.getValue();
                    byOperation.put(operation.getString("operationId"), successes(operation, shared));
                }
            }
        }
    }

    private static Set<String> successes(JsonObject operation, JsonObject shared) {
        Set<String> types = new TreeSet<>();
        for (Map.Entry<String, Object> answer : operation.getJsonObject("responses")) {
            if (answer.getKey().startsWith("2")) {
                JsonObject response = (JsonObject) answer.getValue();
                String ref = response.getString("$ref");
                JsonObject meant =
                        ref == null ? response : shared.getJsonObject(ref.substring(ref.lastIndexOf('/') + 1));
                types.addAll(meant.getJsonObject("content", new JsonObject()).fieldNames());
            }
        }
        return types;
    }

    /** Fails with 406 where the client takes nothing that the operation can give. */
    void requireAcceptable(RoutingContext context, String operationId) {
        String accept = context.request().getHeader(HttpHeaders.ACCEPT);
        Set<String> offered = byOperation.getOrDefault(operationId, Set.of());
        if (accept == null || offered.isEmpty()) {
            return;
        }
        List<MIMEHeader> ranges = context.parsedHeaders().accept();
        if (!ranges.isEmpty() && offered.stream().noneMatch(type -> accepts(ranges, type))) {
            throw new HttpException(
                    406,
                    "this answers with %s, and the request takes only '%s'"
                            .formatted(String.join(", ", offered), accept));
        }
    }

    private static boolean accepts(List<MIMEHeader> ranges, String type) {
        String[] parts = type.split("/", 2);
        return type.equals("*/*")
                || ranges.stream()
                        .anyMatch(
                                range -> covers(range.component(), parts[0]) && covers(range.subComponent(), parts[1]));
    }

    private static boolean covers(String range, String part) {
        return range.equals("*") || range.equalsIgnoreCase(part);
    }
}
