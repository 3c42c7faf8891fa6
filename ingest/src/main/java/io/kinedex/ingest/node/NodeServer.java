package io.kinedex.ingest.node;

import io.kinedex.ingest.config.KinesisConfig;
import io.kinedex.ingest.config.NodeConfig;
import io.kinedex.ingest.http.HttpOptions;
import io.kinedex.ingest.http.HttpServer;
import io.kinedex.ingest.http.NodeServices;
import io.kinedex.ingest.kinesis.KinesisServer;
import io.kinedex.ingest.kinesis.Operations;
import io.kinedex.ingest.kinesis.auth.AccessKeys;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The node's Vert.x with its HTTP interface, its endpoint for AWS's clients and its meters. */
final class NodeServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeServer.class);
    private static final int EVENT_LOOPS = 2;
    private static final long CLOSE_SECONDS = 15;

    private final Vertx vertx;
    private final PrometheusMeterRegistry meters;
    private final HttpServer http;
    private final Optional<KinesisServer> kinesis;
    private final String host;
    private final KinesisConfig endpoint;

    /** @param meters closed with the server */
    NodeServer(
            NodeConfig config,
            NodeServices services,
            Operations operations,
            AccessKeys keys,
            PrometheusMeterRegistry meters) {
        this.meters = meters;
        this.host = config.host();
        this.endpoint = config.kinesis().beside(config.host(), config.port());
        new JvmMemoryMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(EVENT_LOOPS));
        try {
            HttpOptions options = HttpOptions.at(config.host(), config.port())
                    .open(config.http().hosts(), config.http().corsOrigins());
            this.http = HttpServer.start(vertx, options, services, meters);
            this.kinesis = endpoint.enabled()
                    ? Optional.of(KinesisServer.start(vertx, endpoint, operations, keys, meters))
                    : Optional.empty();
        } catch (RuntimeException e) {
            vertx.close();
            throw e;
        }
    }

    URI address() {
        return address("http", host, http.port());
    }

    /** Where AWS's clients reach the node; empty where it has no endpoint for them. */
    Optional<URI> kinesisAddress() {
        return kinesis.map(server -> endpoint.publicUrl().isEmpty()
                ? address(endpoint.tls().on() ? "https" : "http", endpoint.host(), server.port())
                : URI.create(endpoint.publicUrl()));
    }

    private static URI address(String scheme, String host, int port) {
        String name = host.contains(":") ? "[" + host + "]" : host;
        return URI.create("%s://%s:%d".formatted(scheme, name, port));
    }

    @Override
    public void close() throws ExecutionException, TimeoutException {
        try {
            kinesis.ifPresent(KinesisServer::close);
        } catch (IllegalStateException e) {
            LOG.warn("the endpoint for AWS's clients did not close in order", e);
        }
        try {
            http.close();
        } catch (IllegalStateException e) {
            LOG.warn("the HTTP interface did not close in order", e);
        }
        meters.close();
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
