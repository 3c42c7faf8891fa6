package io.kinedex.ingest.kinesis;

import io.kinedex.ingest.config.KinesisConfig;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open connections. One on which no call has been at work for twice the limit of a stall is closed, whether its client
 * keeps it for later or never ends the head of a request; one with a call is left to the call. Any thread.
 */
final class Connections implements AutoCloseable {
    private static final long LOOK_MILLIS_MAX = 10_000;

    private final Vertx vertx;
    private final KinesisConfig.Limits limits;
    private final EndpointMetrics metrics;
    private final Map<HttpConnection, Use> uses = new ConcurrentHashMap<>();
    private final long timer;

    Connections(Vertx vertx, KinesisConfig.Limits limits, EndpointMetrics metrics) {
        this.vertx = vertx;
        this.limits = limits;
        this.metrics = metrics;
        long often = Math.clamp(limits.stall().toMillis() / 4, 100, LOOK_MILLIS_MAX);
        this.timer = vertx.setPeriodic(often, _ -> look());
    }

    /**
     * What a connection is used for.
     *
     * @param calls at work
     * @param since when that last changed, in the nanoseconds of this process
     */
    private record Use(int calls, long since) {
        Use with(int more) {
            return new Use(calls + more, System.nanoTime());
        }
    }

    /**
     * Called on the connection's event loop, when its first bytes have told the protocol. Until then the server's own idle
     * timeout watches it, which knows nothing of calls and is taken away here.
     */
    void admit(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            ChannelPipeline pipeline = base.channel().pipeline();
            if (pipeline.get(IdleStateHandler.class) != null) {
                pipeline.remove(IdleStateHandler.class);
            }
        }
        if (uses.size() >= limits.connectionsMax()) {
            connection.close();
            return;
        }
        uses.put(connection, new Use(0, System.nanoTime()));
        metrics.connections().incrementAndGet();
        connection.closeHandler(_ -> {
            if (uses.remove(connection) != null) {
                metrics.connections().decrementAndGet();
            }
        });
    }

    void begins(HttpConnection connection) {
        uses.computeIfPresent(connection, (_, use) -> use.with(1));
    }

    void ends(HttpConnection connection) {
        uses.computeIfPresent(connection, (_, use) -> use.with(-1));
    }

    private void look() {
        Duration idleMax = limits.stall().multipliedBy(2);
        long now = System.nanoTime();
        uses.forEach((connection, use) -> {
            if (use.calls() == 0 && now - use.since() > idleMax.toNanos()) {
                connection.close();
            }
        });
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
    }
}
