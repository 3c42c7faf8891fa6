package io.kinedex.ingest.kinesis.data;

import io.kinedex.ingest.config.ConfigJson;
import io.kinedex.ingest.config.DataStreamsConfig;
import io.kinedex.ingest.storage.DurableFiles;
import io.kinedex.metadata.stream.RocksMetadataStream;
import io.kinedex.metadata.stream.StreamOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where streams lie: a folder for each, with the state in {@code stream.json} and the log beside it. One thread opens and
 * removes logs, in turn; all other methods may be called by any.
 */
final class StreamFolders implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamFolders.class);
    private static final String STATE = "stream.json";
    private static final long CACHE_BYTES = 2 << 20;
    private static final long WRITE_BUFFER_BYTES = 8 << 20;

    private final Path folder;
    private final DataStreamsConfig config;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("data-streams").factory());
    private final Map<Path, CompletableFuture<RocksMetadataStream>> logs = new ConcurrentHashMap<>();

    StreamFolders(Path folder, DataStreamsConfig config) {
        this.folder = DurableFiles.folder(folder);
        this.config = config;
    }

    /** A stream that was there. */
    record Kept(Path file, StreamState state) {}

    List<Kept> read() {
        List<Kept> kept = new ArrayList<>();
        for (Path each : DurableFiles.list(DurableFiles.folder(folder.resolve("streams")))) {
            Path file = each.resolve(STATE);
            if (Files.exists(file)) {
                kept.add(new Kept(file, readState(file)));
            } else {
                // made or removed halfway when the node ended; nobody was told of it, or everybody that it is gone
                DurableFiles.remove(each);
            }
        }
        return kept;
    }

    private static StreamState readState(Path file) {
        try {
            return ConfigJson.MAPPER.readValue(file.toFile(), StreamState.class);
        } catch (IOException e) {
            throw DurableFiles.disk("%s cannot be read".formatted(file), e);
        }
    }

    /** The file of the node's own stream, or of a view of it. */
    Path ownFile(String suffix) {
        return folder.resolve("own" + suffix + ".json");
    }

    /** What is kept of the node's own stream, or of a view of it. */
    StreamState own(Path file, int shards, Instant now) {
        if (!Files.exists(file)) {
            DataStream.write(
                    file,
                    StreamState.of("kinedex", now, shards, false, Duration.ofDays(1))
                            .with(StreamState.Status.ACTIVE));
        }
        return readState(file);
    }

    /** Makes the folder of a new stream, and says where its state lies. */
    Path make(StreamState state) {
        Path file = DurableFiles.folder(
                        folder.resolve("streams").resolve(UUID.randomUUID().toString()))
                .resolve(STATE);
        DataStream.write(file, state);
        return file;
    }

    CompletableFuture<RocksMetadataStream> openLog(Path file, StreamState state) {
        CompletableFuture<RocksMetadataStream> log = CompletableFuture.supplyAsync(
                () -> RocksMetadataStream.open(file.resolveSibling("log"), options(state)), thread);
        logs.put(file.getParent(), log);
        return log;
    }

    private StreamOptions options(StreamState state) {
        return StreamOptions.defaults()
                .withShards(state.shards())
                .withRetention(state.retention(), config.retentionBytes().bytes())
                .withMemory(CACHE_BYTES, WRITE_BUFFER_BYTES);
    }

    /** Does something after what was begun before; a failure is logged and made good by the next start. */
    void later(String what, Runnable work) {
        thread.execute(() -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.error("could not {}", what, e);
            }
        });
    }

    /** Closes the log and removes all that is kept of the stream; its state goes last. */
    void remove(DataStream stream) {
        Path own = stream.folder().normalize();
        CompletableFuture<RocksMetadataStream> log = logs.remove(own);
        if (log != null && !log.isCompletedExceptionally()) {
            log.join().close();
        }
        DurableFiles.remove(own.resolve("log"));
        DurableFiles.remove(own);
    }

    @Override
    public void close() {
        thread.close();
        logs.values().stream()
                .filter(log -> !log.isCompletedExceptionally())
                .forEach(log -> log.join().close());
    }
}
