package io.kinedex.ingest.emulator;

import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.archive.FragmentArchive.ArchiveOptions;
import io.kinedex.ingest.config.KinesisConfig;
import io.kinedex.ingest.kinesis.KinesisServer;
import io.kinedex.ingest.kinesis.Operations;
import io.kinedex.ingest.kinesis.auth.AccessKey;
import io.kinedex.ingest.kinesis.auth.AccessKeys;
import io.kinedex.ingest.kinesis.video.KinesisVideo;
import io.kinedex.ingest.kinesis.video.VideoSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Opens the ports of an emulator. Any thread but an event loop. */
final class Listeners implements AutoCloseable {
    static final ArchiveOptions ARCHIVE =
            new ArchiveOptions(64L << 20, 64L << 20, 50L << 20, Duration.ofDays(3650), Long.MAX_VALUE);

    private static final long CLOSE_SECONDS = 15;

    private final Vertx vertx = Vertx.vertx();
    private final EmulatorOptions options;

    Listeners(EmulatorOptions options) {
        this.options = options;
    }

    /** The operations of the endpoint, over the archive. */
    static Operations operations(EmulatorOptions options, Path folder, FragmentArchive archive, Clock clock) {
        Operations operations = new Operations();
        KinesisVideo.register(
                operations,
                archive,
                folder.resolve("video"),
                new EmulatorHost(folder.resolve("streams"), archive),
                new VideoSettings(
                        options.region(),
                        options.account(),
                        KinesisConfig.defaults().video(),
                        clock),
                new SimpleMeterRegistry());
        return operations;
    }

    Endpoints.Listener open(int ordinal, Operations operations) {
        KinesisServer server =
                KinesisServer.start(vertx, config(ordinal), operations, keys(), new SimpleMeterRegistry());
        return new Endpoints.Listener() {
            @Override
            public int ordinal() {
                return ordinal;
            }

            @Override
            public int port() {
                return server.port();
            }

            @Override
            public void close() {
                server.close();
            }
        };
    }

    private KinesisConfig config(int ordinal) {
        KinesisConfig defaults = KinesisConfig.defaults();
        return new KinesisConfig(
                true,
                options.host(),
                ordinal == 0 ? options.port() : 0,
                "",
                options.region(),
                false,
                options.account(),
                defaults.clockSkew(),
                List.of(),
                defaults.tls(),
                defaults.limits(),
                defaults.dataStreams(),
                defaults.video());
    }

    private AccessKeys keys() {
        AccessKey key = new AccessKey("emulator", options.accessKeyId(), options.secretKey(), List.of(), List.of());
        return new AccessKeys() {
            @Override
            public Optional<AccessKey> find(String id) {
                return id.equals(options.accessKeyId()) ? Optional.of(key) : Optional.empty();
            }

            @Override
            public Optional<AccessKey> anyone() {
                return options.signed() ? Optional.empty() : Optional.of(key);
            }
        };
    }

    /** Closes all, whatever happens at one of them. */
    static void closeAll(List<AutoCloseable> parts) {
        RuntimeException failure = null;
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                RuntimeException wrapped = new IngestException(
                        IngestException.Code.UNAVAILABLE, "the emulator does not close: " + e.getMessage(), e);
                if (failure == null) {
                    failure = wrapped;
                } else {
                    failure.addSuppressed(wrapped);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the emulator's event loops do not end", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
