package io.kinedex.ingest.kinesis.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.kinedex.ingest.config.ConfigJson;
import io.kinedex.ingest.config.DataStreamsConfig;
import io.kinedex.ingest.kinesis.data.StreamState.Status;
import io.kinedex.ingest.storage.DurableFiles;
import io.kinedex.metadata.stream.EntryLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** One stream: what is kept of it, its log and its shards' rates. Any thread. */
final class DataStream {
    private final Path file;
    private final String arn;
    private final CompletableFuture<? extends EntryLog> log;
    private final List<ShardRates> rates;
    private final boolean ofNode;
    private volatile StreamState state;

    /**
     * @param file   that keeps the state
     * @param log    opened some time
     * @param ofNode whether it is the node's own
     */
    DataStream(
            Path file,
            StreamState state,
            String arn,
            CompletableFuture<? extends EntryLog> log,
            DataStreamsConfig config,
            boolean ofNode) {
        this.file = file;
        this.state = state;
        this.arn = arn;
        this.log = log;
        this.ofNode = ofNode;
        boolean limited = !ofNode || config.nodeStreamLimits();
        List<ShardRates> made = new ArrayList<>();
        for (int shard = 0; shard < state.shards(); shard++) {
            made.add(new ShardRates(config, limited));
        }
        this.rates = List.copyOf(made);
    }

    StreamState state() {
        return state;
    }

    String name() {
        return state.name();
    }

    String arn() {
        return arn;
    }

    boolean ofNode() {
        return ofNode;
    }

    ShardRates rates(int shard) {
        return rates.get(shard);
    }

    boolean isActive() {
        return state.status() == Status.ACTIVE;
    }

    /** Waits where it is still being opened after the node's start. */
    EntryLog log() {
        return log.join();
    }

    /** Whether its log is the one of this identity; one that could not be opened is not. */
    boolean isOf(String identity) {
        return isActive()
                && log.handle((opened, _) -> opened != null && opened.identity().equals(identity))
                        .join();
    }

    Path folder() {
        return file.resolveSibling(".");
    }

    /** Changes what is kept; it is on disk when this returns. */
    synchronized StreamState change(UnaryOperator<StreamState> how) {
        StreamState changed = how.apply(state);
        if (!changed.equals(state)) {
            write(file, changed);
            state = changed;
        }
        return changed;
    }

    static void write(Path file, StreamState state) {
        try {
            DurableFiles.replace(file, ConfigJson.MAPPER.writeValueAsBytes(state));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the state of stream %s has no JSON".formatted(state.name()), e);
        }
    }
}
