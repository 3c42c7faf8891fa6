package io.kinedex.ingest.http;

import io.kinedex.ingest.IngestException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.ext.web.openapi.router.RequestExtractor;
import io.vertx.json.schema.common.dsl.SchemaType;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.contract.RequestBody;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatableRequest;
import io.vertx.openapi.validation.impl.RequestParameterImpl;
import io.vertx.openapi.validation.impl.ValidatableRequestImpl;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes a request apart for validation, and refuses what the contract does not list: parameters, media types, bodies
 * beyond their limit. Runs on the event loop, before anything of the body is read.
 *
 * <p>vertx-openapi's own extractor decodes query parameters twice and takes a quoted string for JSON; a query language
 * with quotes and percent signs needs every value as it was sent.
 */
final class RequestGate implements RequestExtractor {
    private final AnswerTypes answers;
    private final int bodyBytesMax;

    RequestGate(AnswerTypes answers, int bodyBytesMax) {
        this.answers = answers;
        this.bodyBytesMax = bodyBytesMax;
    }

    @Override
    public Future<ValidatableRequest> extractValidatableRequest(RoutingContext context, Operation operation) {
        if (isFile(operation)) {
            ContentReceiver.attach(context);
        }
        refuseUnlistedParameters(context, operation);
        answers.requireAcceptable(context, operation.getOperationId());
        Map<String, RequestParameter> headers = new HashMap<>();
        Map<String, RequestParameter> path = new HashMap<>();
        Map<String, RequestParameter> query = new HashMap<>();
        for (Parameter parameter : operation.getParameters()) {
            String name = parameter.getName();
            switch (parameter.getIn()) {
                case HEADER ->
                    headers.put(name, value(parameter, context.request().getHeader(name)));
                case PATH -> path.put(name, value(parameter, context.pathParam(name)));
                case QUERY -> query.put(name, value(parameter, only(name, context.queryParam(name))));
                case COOKIE -> throw new IllegalStateException("the contract has no cookies");
            }
        }
        RequestBody body = operation.getRequestBody();
        if (body == null || isFile(operation)) {
            return Future.succeededFuture(new ValidatableRequestImpl(Map.of(), headers, path, query));
        }
        String mediaType = requireListed(context, body);
        int bytesMax = operation.getOpenAPIModel().getInteger("x-body-bytes-max", bodyBytesMax);
        return read(context.request(), bytesMax)
                .map(bytes -> new ValidatableRequestImpl(
                        Map.of(), headers, path, query, new RequestParameterImpl(bytes), mediaType));
    }

    /** Whether the body is a file, which is streamed to disk by its handler. */
    static boolean isFile(Operation operation) {
        RequestBody body = operation.getRequestBody();
        return body != null && body.getContent().containsKey("application/octet-stream");
    }

    private static void refuseUnlistedParameters(RoutingContext context, Operation operation) {
        if (operation.getOpenAPIModel().getBoolean("x-any-query", false)) {
            return;
        }
        Set<String> listed = new HashSet<>();
        for (Parameter parameter : operation.getParameters()) {
            if (parameter.getIn() == Location.QUERY) {
                listed.add(parameter.getName());
            }
        }
        for (String name : context.queryParams().names()) {
            if (!listed.contains(name)) {
                throw new HttpException(
                        400,
                        "query parameter '%s' is not known here; there %s"
                                .formatted(
                                        name,
                                        listed.isEmpty() ? "are none" : "is: " + String.join(", ", sorted(listed))));
            }
        }
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }

    private static @Nullable String only(String name, List<String> values) {
        if (values.size() > 1) {
            throw new HttpException(
                    400, "query parameter '%s' is given %d times, may be given once".formatted(name, values.size()));
        }
        return values.isEmpty() ? null : values.getFirst();
    }

    /** A string as a JSON string, which the validator turns back into what was sent; anything else as it is. */
    private static RequestParameter value(Parameter parameter, @Nullable String sent) {
        boolean verbatim = sent == null || parameter.getSchemaType() != SchemaType.STRING;
        return new RequestParameterImpl(verbatim ? sent : Json.encode(sent));
    }

    private static String requireListed(RoutingContext context, RequestBody body) {
        String mediaType = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (mediaType == null || body.determineContentType(mediaType) == null) {
            throw new HttpException(
                    415,
                    "the body's media type is %s; this takes %s"
                            .formatted(
                                    mediaType == null ? "not given" : "'" + mediaType + "'",
                                    String.join(", ", body.getContent().keySet())));
        }
        return mediaType;
    }

    private static Future<Buffer> read(HttpServerRequest request, int bytesMax) {
        Promise<Buffer> whole = Promise.promise();
        Buffer bytes = Buffer.buffer();
        request.handler(part -> {
            if (bytes.length() + part.length() > bytesMax) {
                whole.tryFail(new IngestException(
                        IngestException.Code.TOO_LARGE,
                        "the body is larger than the %d bytes allowed here".formatted(bytesMax)));
            } else {
                bytes.appendBuffer(part);
            }
        });
        request.exceptionHandler(whole::tryFail);
        request.endHandler(_ -> whole.tryComplete(bytes));
        request.resume();
        return whole.future();
    }
}
