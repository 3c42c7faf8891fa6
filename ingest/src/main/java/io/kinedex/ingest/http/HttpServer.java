package io.kinedex.ingest.http;

import io.kinedex.ingest.IngestException;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.net.BindException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The node's HTTP interface on one address. {@link #start} and {@link #close} block and are called by any thread but an
 * event loop.
 */
public final class HttpServer implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(15);

    private static final String[] PAGE = {
        "index.html",
        "page.css",
        "page.js",
        "api.js",
        "dom.js",
        "panel.js",
        "player.js",
        "results.js",
        "sending.js",
        "icon.svg"
    };

    private final io.vertx.core.http.HttpServer server;
    private final Parts parts;

    private HttpServer(io.vertx.core.http.HttpServer server, Parts parts) {
        this.server = server;
        this.parts = parts;
    }

    /** What stands behind the routes and ends with the server. */
    private record Parts(
            BlockingCalls calls, BlockingCalls files, BlockingCalls media, MediaCalls pictures, EventStreams events) {
        void close() {
            events.close();
            pictures.close();
            files.close();
            calls.close();
            media.close();
        }
    }

    /**
     * Opens the port; when this returns, requests are answered.
     *
     * @param registry takes the interface's meters; /metrics tells all of it where it is one of Prometheus
     * @throws IngestException UNAVAILABLE where the port is taken or the address is none of this machine's
     */
    public static HttpServer start(Vertx vertx, HttpOptions options, NodeServices services, MeterRegistry registry) {
        HttpMetrics metrics = new HttpMetrics(registry);
        BlockingCalls calls = BlockingCalls.onVirtualThreads(vertx, options.callsMax(), options.patience());
        BlockingCalls files = BlockingCalls.onVirtualThreads(vertx, 2 * options.connectionsMax(), options.patience());
        BlockingCalls media = BlockingCalls.onPlatformThreads(
                vertx, options.mediaThreads(), options.mediaQueueMax(), options.patience());
        SearchCalls search = new SearchCalls(services);
        MediaCalls pictures = new MediaCalls(search, services.media(), calls, media);
        Parts parts = new Parts(calls, files, media, pictures, new EventStreams(vertx, options, metrics));
        try {
            Future<io.vertx.core.http.HttpServer> listening = ApiContract.load(vertx)
                    .map(api ->
                            routes(vertx, api, services, metrics, search, parts).build(options))
                    .compose(router -> listen(vertx, options, metrics, router));
            return new HttpServer(await(listening, START_PATIENCE), parts);
        } catch (ExecutionException e) {
            parts.close();
            throw refusal(options, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            parts.close();
            throw refusal(options, e);
        }
    }

    /** The port it listens on. */
    public int port() {
        return server.actualPort();
    }

    private static Routes routes(
            Vertx vertx, ApiContract api, NodeServices services, HttpMetrics metrics, SearchCalls search, Parts parts) {
        StreamCalls streams = new StreamCalls(services.streams());
        UploadCalls uploads = new UploadCalls(services.uploads(), parts.files(), metrics);
        RecordCalls records = new RecordCalls(services.metadata(), services.arns());
        Followings followings = new Followings(services.metadata(), services.arns(), services.people(), parts.events());
        NodeCalls node = new NodeCalls(services, metrics);
        ModelCalls models = new ModelCalls(services, parts.files());
        RerunCalls reruns = new RerunCalls(services.reruns(), services.streams());
        SinkCalls sinks = new SinkCalls(services.sinks());
        PeopleCalls people = new PeopleCalls(services.people());
        Pages pages = Pages.load(PAGE);
        return new Routes(vertx, api, metrics, parts.calls())
                .blocking("listStreams", streams::list)
                .blocking("getStream", streams::get)
                .blocking("putStream", streams::put)
                .blocking("deleteStream", streams::delete)
                .blocking("createUpload", uploads::create)
                .blocking("listUploads", uploads::list)
                .blocking("getUpload", uploads::get)
                .blocking("headUpload", uploads::head)
                .blocking("cancelUpload", uploads::cancel)
                .replying("appendUpload", uploads::append)
                .replying("putFile", uploads::putFile)
                .blocking("search", search::search)
                .blocking("getSighting", search::sighting)
                .blocking("getSimilar", search::similar)
                .blocking("searchPicture", search::picture)
                .replying("getThumbnail", parts.pictures()::thumbnail)
                .raw("getClip", call -> parts.pictures().clip(call).onFailure(call.context()::fail))
                .blocking("listRecords", records::list)
                .blocking("getRecordSchema", records::schema)
                .raw("tailRecords", followings::tail)
                .raw("searchLive", followings::live)
                .blocking("listPeople", people::list)
                .blocking("addPerson", people::add)
                .blocking("getPerson", people::show)
                .blocking("putPerson", people::change)
                .blocking("forgetPerson", people::forget)
                .blocking("mergePerson", people::merge)
                .blocking("splitPerson", people::split)
                .blocking("notPerson", people::not)
                .blocking("listModels", models::list)
                .replying("putModel", models::put)
                .blocking("deleteModel", models::delete)
                .blocking("listReruns", reruns::list)
                .blocking("createRerun", reruns::create)
                .blocking("getRerun", reruns::get)
                .blocking("cancelRerun", reruns::cancel)
                .blocking("listSinks", sinks::list)
                .immediate("getHealth", node::health)
                .blocking("getReadiness", node::readiness)
                .blocking("getMetrics", node::metrics)
                .immediate(
                        "getOpenApiYaml",
                        _ -> Reply.of(200, "application/yaml", api.yaml().getBytes()))
                .immediate(
                        "getOpenApiJson",
                        _ -> Reply.of(200, "application/json", api.json().getBytes()))
                .immediate("getPage", pages::index)
                .immediate("getAsset", pages::asset);
    }

    private static Future<io.vertx.core.http.HttpServer> listen(
            Vertx vertx, HttpOptions options, HttpMetrics metrics, Router router) {
        HttpServerOptions server = new HttpServerOptions()
                .setHost(options.host())
                .setPort(options.port())
                .setMaxHeaderSize(options.headerBytesMax())
                .setMaxInitialLineLength(options.headerBytesMax())
                .setIdleTimeout(Math.toIntExact(options.idle().toMillis()))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setTcpNoDelay(true);
        return vertx.createHttpServer(server)
                .connectionHandler(connection -> admit(connection, options, metrics))
                .invalidRequestHandler(Routes::refuseInvalid)
                .requestHandler(router)
                .listen();
    }

    private static void admit(HttpConnection connection, HttpOptions options, HttpMetrics metrics) {
        int open = metrics.connections().incrementAndGet();
        connection.closeHandler(_ -> metrics.connections().decrementAndGet());
        if (open > options.connectionsMax()) {
            connection.close();
        }
    }

    private static IngestException refusal(HttpOptions options, Throwable cause) {
        if (cause instanceof IngestException known) {
            return known;
        }
        if (cause instanceof RuntimeException || cause instanceof Error) {
            throw new IllegalStateException("the HTTP interface cannot be built", cause);
        }
        boolean taken = cause instanceof BindException
                && String.valueOf(cause.getMessage()).contains("in use");
        String message = taken
                ? "port %d of %s is taken by another program; end it or choose another port (0 takes any free one)"
                        .formatted(options.port(), options.host())
                : "cannot listen on port %d of %s: %s".formatted(options.port(), options.host(), cause.getMessage());
        return new IngestException(IngestException.Code.UNAVAILABLE, message, cause);
    }

    private static <T> T await(Future<T> future, Duration patience) throws ExecutionException, TimeoutException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VertxException("interrupted", e);
        }
    }

    /** Ends every connection; what an upload had sent so far counts. */
    @Override
    public void close() {
        parts.events().close();
        try {
            await(server.close(), CLOSE_PATIENCE);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the HTTP server does not close", e);
        } finally {
            parts.close();
        }
    }
}
