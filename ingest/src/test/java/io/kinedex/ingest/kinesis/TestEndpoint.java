package io.kinedex.ingest.kinesis;

import io.kinedex.ingest.config.KinesisConfig;
import io.kinedex.ingest.kinesis.auth.AccessKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * The endpoint on a free port with the operations that a test brings, and one access key that may do everything. Closed by
 * the test.
 */
public final class TestEndpoint implements AutoCloseable {
    public static final String ACCESS_KEY_ID = "AKIAKINEDEXTEST00001";
    public static final String SECRET = "kinedex/test/secret+0123456789abcdefghij";
    public static final String REGION = "us-east-1";
    public static final String ACCOUNT = "000000000000";

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final KinesisServer server;
    private final boolean tls;

    public TestEndpoint(Operations operations) {
        this(operations, KinesisConfig.defaults(), List.of());
    }

    /** With other settings and further keys. */
    public TestEndpoint(Operations operations, KinesisConfig config, List<AccessKey> more) {
        this(operations, config, more, Clock.systemUTC());
    }

    /** With a clock of its own. */
    public TestEndpoint(Operations operations, KinesisConfig config, List<AccessKey> more, Clock clock) {
        AccessKey key = new AccessKey("test", ACCESS_KEY_ID, SECRET, List.of(), List.of());
        this.tls = config.tls().on();
        this.server = KinesisServer.start(
                vertx,
                config.beside("127.0.0.1", 0),
                operations,
                id -> id.equals(ACCESS_KEY_ID)
                        ? Optional.of(key)
                        : more.stream().filter(other -> other.id().equals(id)).findFirst(),
                meters,
                clock);
    }

    /** Where clients reach it. */
    public URI address() {
        return URI.create("%s://127.0.0.1:%d".formatted(tls ? "https" : "http", server.port()));
    }

    public int port() {
        return server.port();
    }

    public SimpleMeterRegistry meters() {
        return meters;
    }

    @Override
    public void close() {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
