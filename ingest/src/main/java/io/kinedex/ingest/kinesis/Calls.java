package io.kinedex.ingest.kinesis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.config.KinesisConfig;
import io.kinedex.ingest.kinesis.Operations.Named;
import io.kinedex.ingest.kinesis.auth.SignatureV4;
import io.kinedex.ingest.kinesis.wire.DocumentMemory;
import io.kinedex.ingest.kinesis.wire.Encoding;
import io.kinedex.ingest.kinesis.wire.HttpExchange;
import io.kinedex.ingest.kinesis.wire.RequestBody;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes each request to its operation. {@link #serve} is called by a virtual thread for each request. */
final class Calls {
    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);
    private static final int INTERNAL = 500;

    private final KinesisConfig config;
    private final Operations operations;
    private final Gate gate;
    private final EndpointMetrics metrics;
    private final Clock clock;
    private final DocumentMemory memory;

    Calls(KinesisConfig config, Operations operations, Gate gate, EndpointMetrics metrics, Clock clock) {
        long document = config.limits().documentBytesMax().bytes();
        this.memory = new DocumentMemory(Math.max(
                2 * document, Math.min(16 * document, Runtime.getRuntime().maxMemory() / 8)));
        this.clock = clock;
        this.config = config;
        this.operations = operations;
        this.gate = gate;
        this.metrics = metrics;
    }

    /** A request as far as its first lines tell. */
    private record Route(
            Optional<Named> named,
            Optional<Map.Entry<String, Page>> page,
            Encoding encoding,
            Map<String, String> headers) {
        String operation() {
            return named.map(Named::name).orElse("none");
        }
    }

    void serve(HttpExchange http) {
        long from = System.nanoTime();
        Route route = route(http);
        String outcome = "";
        try {
            answer(http, route);
        } catch (Exception | Error e) {
            outcome = failed(http, route, e);
        }
        finish(http);
        metrics.answered(route.operation(), http.status(), outcome, System.nanoTime() - from);
    }

    private void answer(HttpExchange http, Route route) throws IOException, InterruptedException {
        if (route.page().isPresent()) {
            PageVisit.answer(http, route.page().get(), endpoint(http), route.headers());
        } else {
            call(http, route);
        }
    }

    /** Tells the client what went wrong, where it is still there to hear it. */
    private static String failed(HttpExchange http, Route route, Throwable failure) {
        AwsException refusal = switch (failure) {
            case AwsException e -> e;
            case RequestBody.TooLarge e ->
                new AwsException(413, "RequestEntityTooLargeException", String.valueOf(e.getMessage()));
            // a blob of the input that is no base64
            case JsonProcessingException _ ->
                new AwsException(400, "SerializationException", "a value of the request cannot be read");
            default -> internal(failure);
        };
        boolean left = failure instanceof InterruptedException
                || failure instanceof InterruptedIOException
                || failure instanceof IOException && (http.begun() || http.gone());
        if (left) {
            LOG.debug("{}: the client has gone, or is too slow", route.operation(), failure);
            http.abort();
            return "gone";
        }
        if (refusal.status() == INTERNAL) {
            LOG.error("{} failed", route.operation(), failure);
        }
        refuse(http, route, refusal);
        return refusal.error();
    }

    private void call(HttpExchange http, Route route) throws IOException, InterruptedException {
        if (!http.method().equals("POST") || route.named().isEmpty()) {
            throw unknown(http, route);
        }
        Named named = route.named().get();
        SignatureV4.Check check = admit(() -> gate.admit(http, named));
        ObjectNode input =
                named.takesStream() ? JsonNodeFactory.instance.objectNode() : document(http, route.encoding(), check);
        AwsExchange.Caller caller = gate.caller(check.key(), named);
        named.operation()
                .answer(new AwsExchange(http, named, caller, route.encoding(), input, endpoint(http), route.headers()));
        if (!http.begun()) {
            throw new IllegalStateException(named.name() + " gave no answer");
        }
    }

    private ObjectNode document(HttpExchange http, Encoding encoding, SignatureV4.Check check) throws IOException {
        try (DocumentMemory.Share share = memory.share()) {
            KinesisConfig.Limits limits = config.limits();
            byte[] bytes = http.body().readWhole(limits.documentBytesMax().bytes(), limits.stall(), share);
            admit(() -> {
                check.payload(bytes);
                return check;
            });
            return encoding.read(bytes);
        }
    }

    private SignatureV4.Check admit(Supplier<SignatureV4.Check> checking) {
        try {
            return checking.get();
        } catch (AwsException e) {
            metrics.signatureRefused();
            throw e;
        }
    }

    private static AwsException unknown(HttpExchange http, Route route) {
        return new AwsException(
                route.encoding() == Encoding.REST_JSON ? 404 : 400,
                "UnknownOperationException",
                "no operation answers %s %s".formatted(http.method(), http.path()));
    }

    private static AwsException internal(Throwable cause) {
        boolean busy = cause instanceof IngestException known && known.code() == IngestException.Code.UNAVAILABLE;
        return busy
                ? new AwsException(503, "ServiceUnavailableException", "the node is busy; try again")
                : new AwsException(INTERNAL, "InternalFailure", "the node failed; its log says why");
    }

    private Route route(HttpExchange http) {
        Optional<Map.Entry<String, Page>> page = operations.pageAt(http.path());
        // a player in a web page must be able to read what is wrong, too
        Map<String, String> headers = new HashMap<>(page.isPresent() ? PageVisit.CORS : Map.of());
        headers.put("x-amzn-RequestId", UUID.randomUUID().toString());
        // clients correct their clock by the date of a refusal
        headers.put(
                "Date",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atOffset(ZoneOffset.UTC)));
        String target = http.header("X-Amz-Target").orElse("");
        return page.isPresent() || target.isEmpty()
                ? new Route(operations.atPath(http.path()), page, Encoding.REST_JSON, headers)
                : new Route(
                        operations.ofTarget(target),
                        page,
                        Encoding.ofTarget(http.header("Content-Type").orElse("")),
                        headers);
    }

    private String endpoint(HttpExchange http) {
        return config.publicUrl().isEmpty()
                ? http.scheme() + "://" + http.header("Host").orElse(config.host())
                : config.publicUrl();
    }

    private static void refuse(HttpExchange http, Route route, AwsException error) {
        try {
            if (http.begun()) {
                http.abort();
            } else {
                Refusal.send(http, route.encoding(), error, route.headers());
            }
        } catch (IOException e) {
            LOG.debug("a refusal did not reach its client", e);
        }
    }

    private static void finish(HttpExchange http) {
        try {
            http.finish();
        } catch (IOException e) {
            LOG.debug("an answer did not reach its client whole", e);
        }
    }
}
