package io.kinedex.ingest.kinesis;

import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.config.KinesisConfig;
import io.kinedex.ingest.kinesis.auth.AccessKeys;
import io.kinedex.ingest.kinesis.wire.HttpExchange;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.BindException;
import java.time.Clock;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The endpoint for AWS's clients, on an address of its own. {@link #start} and {@link #close} block and are called by any
 * thread but an event loop.
 */
public final class KinesisServer implements AutoCloseable {
    private static final long START_SECONDS = 60;
    private static final long CLOSE_SECONDS = 15;
    private static final int STREAMS_MAX = 250;
    private static final int WINDOW = 1 << 20;

    /** A body comes in pieces of what one read of its socket gives, not in ones of 8 kB, Vert.x's default. */
    private static final int PIECE_BYTES = 64 << 10;

    private final Vertx vertx;
    private final KinesisConfig config;
    private final Calls calls;
    private final EndpointMetrics metrics;
    private final Semaphore places;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("kinesis-call-", 0).factory());
    private final Set<HttpExchange> open = ConcurrentHashMap.newKeySet();
    private final Connections connections;
    private final HttpServer server;

    private KinesisServer(
            Vertx vertx,
            KinesisConfig config,
            Operations operations,
            AccessKeys keys,
            MeterRegistry registry,
            Clock clock) {
        this.vertx = vertx;
        this.config = config;
        this.metrics = new EndpointMetrics(registry);
        this.calls = new Calls(config, operations, new Gate(config, keys, clock), metrics, clock);
        this.connections = new Connections(vertx, config.limits(), metrics);
        this.places = new Semaphore(config.limits().callsMax());
        this.server = listen();
    }

    /**
     * Opens the port; when this returns, requests are answered.
     *
     * @param config with its host and port filled in
     * @throws IngestException UNAVAILABLE where the port is taken or the address is none of this machine's
     */
    public static KinesisServer start(
            Vertx vertx, KinesisConfig config, Operations operations, AccessKeys keys, MeterRegistry registry) {
        return start(vertx, config, operations, keys, registry, Clock.systemUTC());
    }

    /** As above, with a clock of its own. */
    static KinesisServer start(
            Vertx vertx,
            KinesisConfig config,
            Operations operations,
            AccessKeys keys,
            MeterRegistry registry,
            Clock clock) {
        return new KinesisServer(vertx, config, operations, keys, registry, clock);
    }

    /** The port it listens on. */
    public int port() {
        return server.actualPort();
    }

    private HttpServer listen() {
        try {
            return vertx.createHttpServer(options())
                    .connectionHandler(connections::admit)
                    .requestHandler(this::accept)
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw refusal(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw refusal(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refusal(e);
        }
    }

    private HttpServerOptions options() {
        KinesisConfig.Limits limits = config.limits();
        int headerBytesMax = (int) limits.headerBytesMax().bytes();
        HttpServerOptions options = new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setMaxHeaderSize(headerBytesMax)
                .setMaxInitialLineLength(headerBytesMax)
                .setIdleTimeout(Math.toIntExact(limits.stall().toMillis()))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setMaxChunkSize(PIECE_BYTES)
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true)
                .setHttp2ConnectionWindowSize(2 * WINDOW)
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(STREAMS_MAX)
                        .setInitialWindowSize(WINDOW)
                        .setMaxHeaderListSize(headerBytesMax));
        if (config.tls().on()) {
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setCertPath(config.tls().certificate())
                            .setKeyPath(config.tls().key()));
        }
        return options;
    }

    private void accept(HttpServerRequest request) {
        HttpConnection connection = request.connection();
        KinesisConfig.Limits limits = config.limits();
        HttpExchange http = HttpExchange.attach(vertx, request, limits.stall(), limits.silence());
        if (!places.tryAcquire()) {
            refuse(request);
            return;
        }
        open.add(http);
        connections.begins(connection);
        threads.execute(() -> {
            try {
                calls.serve(http);
            } finally {
                open.remove(http);
                connections.ends(connection);
                places.release();
            }
        });
    }

    /** Without a thread of its own, and without reading what else the client sends. */
    private static void refuse(HttpServerRequest request) {
        HttpServerResponse response = request.response()
                .setStatusCode(503)
                .putHeader("x-amzn-RequestId", UUID.randomUUID().toString())
                .putHeader("x-amzn-ErrorType", "ServiceUnavailableException");
        if (request.version() == HttpVersion.HTTP_2) {
            // HTTP/2 has no such header, and clients take its answer for broken
            response.end();
        } else {
            response.putHeader("Connection", "close").end();
        }
    }

    private IngestException refusal(Throwable cause) {
        boolean taken = cause instanceof BindException
                && String.valueOf(cause.getMessage()).contains("in use");
        String message = taken
                ? "port %d of %s (kinesis.port) is taken by another program; end it, choose another (0 takes any free one), or set kinesis.enabled to false"
                        .formatted(config.port(), config.host())
                : "the endpoint for AWS's clients cannot listen on port %d of %s: %s"
                        .formatted(config.port(), config.host(), cause.getMessage());
        return new IngestException(IngestException.Code.UNAVAILABLE, message, cause);
    }

    /** Ends every call and connection. When it returns, no operation runs. */
    @Override
    public void close() {
        connections.close();
        open.forEach(http -> http.left(new IOException("the node ends")));
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_SECONDS / 3, TimeUnit.SECONDS)) {
                threads.shutdownNow();
                threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
            }
            server.close().toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the endpoint for AWS's clients does not close", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            threads.shutdownNow();
        }
    }
}
