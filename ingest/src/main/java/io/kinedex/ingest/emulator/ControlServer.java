package io.kinedex.ingest.emulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kinedex.ingest.IngestException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The control routes of an emulator: HTTP without signatures, on the loopback address alone. Requests that come by
 * another name than the loopback's are refused, so that no web page reaches it. Any thread may call any method.
 */
final class ControlServer implements AutoCloseable {
    private static final int BODY_BYTES_MAX = 1 << 20;
    private static final int BACKLOG = 16;
    private static final Set<String> HOSTS = Set.of("127.0.0.1", "localhost", "[::1]");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("emulator-control-", 0).factory());

    /** What a request is answered with. */
    record Answer(int status, String contentType, String text) {}

    /** Answers requests. */
    interface Calls {
        /**
         * The answer to a request.
         *
         * @throws IngestException for what the client did wrong
         */
        Answer answer(String method, URI uri, String body) throws InterruptedException;
    }

    ControlServer(int port, Calls calls) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        } catch (IOException e) {
            throw new IngestException(
                    IngestException.Code.UNAVAILABLE,
                    "the control port %d cannot be listened on: %s".formatted(port, e.getMessage()),
                    e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> serve(exchange, calls));
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private static void serve(HttpExchange exchange, Calls calls) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange, calls);
            byte[] bytes = answer.text().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static Answer answer(HttpExchange exchange, Calls calls) throws IOException, InterruptedException {
        String host =
                String.valueOf(exchange.getRequestHeaders().getFirst("Host")).replaceAll(":[0-9]+$", "");
        if (!HOSTS.contains(host) || exchange.getRequestHeaders().containsKey("Origin")) {
            return new Answer(403, "text/plain", "only programs on this machine may call this\n");
        }
        byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
        if (body.length > BODY_BYTES_MAX) {
            return new Answer(413, "text/plain", "more than %d bytes\n".formatted(BODY_BYTES_MAX));
        }
        try {
            return calls.answer(
                    exchange.getRequestMethod(), exchange.getRequestURI(), new String(body, StandardCharsets.UTF_8));
        } catch (IngestException e) {
            return new Answer(status(e.code()), "text/plain", e.getMessage() + "\n");
        }
    }

    private static int status(IngestException.Code code) {
        return switch (code) {
            case BAD_REQUEST, BAD_CONFIGURATION, BAD_MEDIA -> 400;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case TOO_LARGE -> 413;
            case DISK, UNAVAILABLE -> 503;
        };
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
