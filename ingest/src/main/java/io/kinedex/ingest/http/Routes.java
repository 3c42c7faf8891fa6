package io.kinedex.ingest.http;

import io.netty.handler.codec.TooLongFrameException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Path;
import io.vertx.openapi.validation.ValidatedRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The router: every operation of the contract with what answers it, and the same problem documents wherever a request
 * fails. Built once; afterwards confined to the event loop.
 */
final class Routes {
    private static final Logger ACCESS = LoggerFactory.getLogger("io.kinedex.ingest.http.access");
    private static final String HEAD = "kinedex.head";
    private static final long LINGER_MILLIS = 2000;

    private final Vertx vertx;
    private final ApiContract api;
    private final HttpMetrics metrics;
    private final BlockingCalls calls;
    private final Map<String, Consumer<Call>> answers = new HashMap<>();

    Routes(Vertx vertx, ApiContract api, HttpMetrics metrics, BlockingCalls calls) {
        this.vertx = vertx;
        this.api = api;
        this.metrics = metrics;
        this.calls = calls;
    }

    /** Something that blocks and gives a whole answer. */
    interface Blocking {
        Reply answer(Call call) throws Exception;
    }

    /** An operation whose answer is made by a thread that may block. */
    Routes blocking(String operationId, Blocking handler) {
        return replying(operationId, call -> calls.call(() -> handler.answer(call)));
    }

    /** An operation whose whole answer comes later. */
    Routes replying(String operationId, Function<Call, Future<Reply>> handler) {
        return raw(
                operationId,
                call -> handler.apply(call)
                        .onSuccess(reply -> reply.send(call.context().response()))
                        .onFailure(call.context()::fail));
    }

    /** An operation whose answer is at hand. */
    Routes immediate(String operationId, Function<Call, Reply> handler) {
        return raw(operationId, call -> handler.apply(call).send(call.context().response()));
    }

    /** An operation that answers by itself. */
    Routes raw(String operationId, Consumer<Call> handler) {
        if (api.contract().operation(operationId) == null || answers.put(operationId, handler) != null) {
            throw new IllegalStateException(
                    "operation %s is not in the contract, or twice here".formatted(operationId));
        }
        return this;
    }

    /** @throws IllegalStateException where an operation of the contract has no answer here */
    Router build(HttpOptions options) {
        AnswerTypes types = new AnswerTypes(new JsonObject(api.json()));
        RequestGate gate = new RequestGate(types, options.bodyBytesMax());
        RouterBuilder builder = RouterBuilder.create(vertx, api.contract(), gate);
        builder.rootHandler(this::begin).rootHandler(new HostGuard(options));
        for (Operation operation : api.contract().operations()) {
            Consumer<Call> answer = answers.get(operation.getOperationId());
            if (answer == null) {
                throw new IllegalStateException("nothing answers operation " + operation.getOperationId());
            }
            Objects.requireNonNull(builder.getRoute(operation.getOperationId()))
                    .addHandler(context -> answer.accept(new Call(context, validated(context))));
        }
        Router router = builder.createRouter();
        for (int status = 400; status < 600; status++) {
            router.errorHandler(status, this::fail);
        }
        return router;
    }

    /** Whether the client asked for the head of an answer alone. */
    static boolean isHead(RoutingContext context) {
        return context.get(HEAD, false);
    }

    private static ValidatedRequest validated(RoutingContext context) {
        return Objects.requireNonNull(context.get(RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST));
    }

    /** HEAD is GET without a body wherever the contract says nothing else. */
    private void begin(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.method().equals(HttpMethod.HEAD)
                && !operation(request.path(), HttpMethod.HEAD).isPresent()) {
            context.put(HEAD, true);
            context.reroute(HttpMethod.GET, request.uri());
            return;
        }
        long from = System.nanoTime();
        String name = operation(request.path(), request.method())
                .map(Operation::getOperationId)
                .orElse("none");
        context.addEndHandler(_ -> {
            Duration took = Duration.ofNanos(System.nanoTime() - from);
            int status = context.response().getStatusCode();
            ACCESS.debug("{} {} {} {} ms", request.method(), request.path(), status, took.toMillis());
            if (!name.equals("tailRecords") && !name.equals("searchLive")) {
                metrics.answered(name, status, took);
            }
        });
        context.next();
    }

    private Optional<Operation> operation(String path, HttpMethod method) {
        return operations(path).stream()
                .filter(operation -> operation.getHttpMethod().equals(method))
                .findFirst();
    }

    private List<Operation> operations(String path) {
        try {
            Path found = api.contract().findPath(path);
            return found == null ? List.of() : found.getOperations();
        } catch (RuntimeException _) {
            return List.of();
        }
    }

    private void fail(RoutingContext context) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            context.request().connection().close();
            return;
        }
        Reply reply = problem(context);
        HttpServerRequest request = context.request();
        if (!request.isEnded()) {
            endConnection(request);
        }
        reply.send(response);
    }

    /** What is left of the body is thrown away for a moment, so that the client reads the answer; then it is enough. */
    private void endConnection(HttpServerRequest request) {
        request.handler(_ -> {});
        request.resume();
        if (request.version() == HttpVersion.HTTP_2) {
            // The connection carries other requests, and that header is not allowed in HTTP/2.
            vertx.setTimer(LINGER_MILLIS, _ -> {
                if (!request.isEnded()) {
                    request.response().reset();
                }
            });
            return;
        }
        request.response().putHeader("Connection", "close");
        vertx.setTimer(LINGER_MILLIS, _ -> request.connection().close());
    }

    private Reply problem(RoutingContext context) {
        Throwable failure = context.failure();
        int status = context.statusCode();
        if (status == 404 && failure == null) {
            return Problem.ofStatus(404, "nothing is at '%s'; /openapi.yaml lists what is".formatted(shown(context)))
                    .reply();
        }
        if (status == 405) {
            String allowed = allowed(context.request().path());
            return Problem.ofStatus(405, "'%s' takes %s".formatted(shown(context), allowed))
                    .reply()
                    .with("Allow", allowed);
        }
        if (failure == null) {
            return status < 0
                    ? Problem.ofStatus(
                                    400, "the address cannot be decoded: a % stands before no two hexadecimal digits")
                            .reply()
                    : Problem.ofStatus(status, "").reply();
        }
        return failure instanceof VertxException
                ? Problem.ofStatus(status, String.valueOf(failure.getMessage())).reply()
                : Problem.of(failure).reply();
    }

    private String allowed(String path) {
        List<String> methods = new ArrayList<>(operations(path).stream()
                .map(operation -> operation.getHttpMethod().name())
                .toList());
        if (methods.contains("GET") && !methods.contains("HEAD")) {
            methods.add("HEAD");
        }
        return methods.stream().sorted().collect(Collectors.joining(", "));
    }

    private static String shown(RoutingContext context) {
        String path = context.request().path();
        return path == null ? "" : path.length() > 200 ? path.substring(0, 200) + "..." : path;
    }

    /** What never became a request: a line or headers too long or malformed. */
    static void refuseInvalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        boolean tooLong = cause instanceof TooLongFrameException;
        Problem problem = tooLong
                ? Problem.of(431, "headers-too-large", "The headers are more than allowed", text(cause))
                : Problem.ofStatus(400, "this is no HTTP request: " + text(cause));
        request.response().putHeader("Connection", "close");
        problem.reply().send(request.response());
        request.connection().close();
    }

    private static String text(Throwable cause) {
        return String.valueOf(cause.getMessage());
    }
}
