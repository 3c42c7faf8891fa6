package io.kinedex.ingest.http;

import io.kinedex.ingest.IngestException;
import io.kinedex.metadata.stream.Follower;
import io.kinedex.metadata.stream.PublishedRecord;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events (WHATWG HTML, 9.2) out of the metadata stream. Each client is a cursor in the log with a virtual
 * thread of its own: the next records are read when the ones before have left for the client, so a slow client holds a
 * batch and no more. {@link #open} is called on the event loop, {@link #close} by any thread.
 */
final class EventStreams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
    private static final int BATCH_MAX = 64;
    private static final int CHUNK_CHARS = 32 * 1024;
    private static final String BEGIN = "retry: 2000\n\n";

    private final Vertx vertx;
    private final HttpOptions options;
    private final HttpMetrics metrics;
    private final Set<Client> clients = ConcurrentHashMap.newKeySet();

    EventStreams(Vertx vertx, HttpOptions options, HttpMetrics metrics) {
        this.vertx = vertx;
        this.options = options;
        this.metrics = metrics;
    }

    /** An event; its text has no line feeds. */
    record Event(String name, String data) {}

    /** A client and the follower that reads for it. */
    private record Client(Follower follower, HttpServerResponse response, AtomicBoolean left) {
        void leave() {
            left.set(true);
            follower.close();
        }
    }

    /**
     * Answers the request with events until the client leaves or the server closes.
     *
     * @param follow    opens the cursor; blocks
     * @param translate the events that a record is to this client
     */
    void open(RoutingContext context, Supplier<Follower> follow, Function<PublishedRecord, List<Event>> translate) {
        if (Routes.isHead(context)) {
            headers(context.response()).end();
            return;
        }
        if (metrics.followers().incrementAndGet() > options.followersMax()) {
            metrics.followers().decrementAndGet();
            context.fail(new IngestException(
                    IngestException.Code.UNAVAILABLE,
                    "%d clients follow events already, the most this node serves".formatted(options.followersMax())));
            return;
        }
        Context eventLoop = vertx.getOrCreateContext();
        Thread.ofVirtual().name("http-follower").start(() -> {
            try {
                serve(context, eventLoop, follow, translate);
            } finally {
                metrics.followers().decrementAndGet();
            }
        });
    }

    private void serve(
            RoutingContext context,
            Context eventLoop,
            Supplier<Follower> follow,
            Function<PublishedRecord, List<Event>> translate) {
        Follower follower;
        try {
            follower = follow.get();
        } catch (RuntimeException e) {
            eventLoop.runOnContext(_ -> context.fail(e));
            return;
        }
        HttpServerResponse response = context.response();
        Client client = new Client(follower, response, new AtomicBoolean());
        clients.add(client);
        try (follower) {
            response.closeHandler(_ -> client.leave());
            response.exceptionHandler(_ -> client.leave());
            begin(response);
            run(client, translate);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("a follower left", e);
        } catch (RuntimeException e) {
            LOG.error("a follower's events ended", e);
        } finally {
            clients.remove(client);
            eventLoop.runOnContext(_ -> hangUp(response));
        }
    }

    private void begin(HttpServerResponse response) throws InterruptedException, ExecutionException, TimeoutException {
        headers(response).setChunked(true);
        write(response, BEGIN);
    }

    private static HttpServerResponse headers(HttpServerResponse response) {
        return response.putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no");
    }

    private void run(Client client, Function<PublishedRecord, List<Event>> translate)
            throws InterruptedException, ExecutionException, TimeoutException {
        while (!client.left().get() && !client.response().closed()) {
            List<PublishedRecord> records = client.follower().poll(BATCH_MAX, options.heartbeat());
            if (client.left().get()) {
                return;
            }
            if (records.isEmpty()) {
                write(client.response(), ":\n\n");
            } else {
                send(client, records, translate);
            }
        }
    }

    private void send(Client client, List<PublishedRecord> records, Function<PublishedRecord, List<Event>> translate)
            throws InterruptedException, ExecutionException, TimeoutException {
        StringBuilder text = new StringBuilder();
        int count = 0;
        for (PublishedRecord record : records) {
            List<Event> events = translate.apply(record);
            count += events.size();
            append(text, record, events);
            if (text.length() > CHUNK_CHARS) {
                write(client.response(), text.toString());
                text.setLength(0);
            }
        }
        write(client.response(), text.toString());
        metrics.sent(count);
    }

    /** The id stands in the last event of a record, or alone where it is no event to this client. */
    private static void append(StringBuilder text, PublishedRecord record, List<Event> events) {
        for (int i = 0; i < events.size(); i++) {
            if (i == events.size() - 1) {
                text.append("id: ").append(record.sequence()).append('\n');
            }
            text.append("event: ").append(events.get(i).name()).append('\n');
            text.append("data: ").append(events.get(i).data()).append("\n\n");
        }
        if (events.isEmpty()) {
            text.append("id: ").append(record.sequence()).append("\n\n");
        }
    }

    /** Returns when the text has left for the client. */
    private void write(HttpServerResponse response, String text)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (!text.isEmpty()) {
            Duration patience = options.idle();
            response.write(Buffer.buffer(text.getBytes(StandardCharsets.UTF_8)))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static void hangUp(HttpServerResponse response) {
        if (!response.ended() && !response.closed()) {
            response.end();
        }
    }

    @Override
    public void close() {
        clients.forEach(Client::leave);
    }
}
