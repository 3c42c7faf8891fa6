package io.kinedex.ingest.kinesis.data;

import io.kinedex.ingest.config.DataStreamsConfig;
import io.kinedex.ingest.kinesis.AwsException;
import io.kinedex.ingest.kinesis.data.StreamState.Status;
import io.kinedex.metadata.stream.EntryLog;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams that the endpoint serves as Kinesis Data Streams. The node's own is always there and cannot be deleted; others
 * are made and deleted by clients and come back with the node. Any thread.
 */
public final class DataStreams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DataStreams.class);
    private static final Duration RETENTION = Duration.ofHours(24);

    private final DataStreamsConfig config;
    private final Arns arns;
    private final Clock clock;
    private final SignedTokens tokens;
    private final StreamFolders folders;
    private final ConcurrentSkipListMap<String, DataStream> streams = new ConcurrentSkipListMap<>();

    /**
     * The node's metadata stream.
     *
     * @param retention how long it keeps its records
     * @param views     what else it can be read as, by what follows its name and a dash; nothing can be put there
     */
    public record Own(EntryLog log, Duration retention, Map<String, EntryLog> views) {
        public Own {
            views = Map.copyOf(views);
        }

        public Own(EntryLog log, Duration retention) {
            this(log, retention, Map.of());
        }
    }

    /**
     * Takes up the streams of a data folder.
     *
     * @param folder of what is kept of them; made where it is missing
     */
    public static DataStreams open(
            Path folder, Own own, DataStreamsConfig config, String region, String account, Clock clock) {
        return new DataStreams(folder, own, config, new Arns(region, account), clock);
    }

    private DataStreams(Path folder, Own own, DataStreamsConfig config, Arns arns, Clock clock) {
        this.config = config;
        this.arns = arns;
        this.clock = clock;
        this.folders = new StreamFolders(folder, config);
        this.tokens = SignedTokens.open(folder.resolve("tokens.key"));
        streams.put(config.name(), own(config.name(), folders.ownFile(""), own.log(), own.retention()));
        own.views().forEach((suffix, log) -> {
            String name = config.name() + "-" + suffix;
            streams.put(name, own(name, folders.ownFile("-" + suffix), log, own.retention()));
        });
        folders.read().forEach(kept -> {
            if (!streams.containsKey(kept.state().name())) {
                takeUp(kept);
            } else {
                LOG.warn(
                        "stream {} in {} is hidden by the node's own",
                        kept.state().name(),
                        kept.file());
            }
        });
    }

    private DataStream own(String name, Path file, EntryLog log, Duration retention) {
        StreamState state =
                folders.own(file, log.shards(), clock.instant()).with(retention).with(name);
        return new DataStream(file, state, arns.stream(name), CompletableFuture.completedFuture(log), config, true);
    }

    private void takeUp(StreamFolders.Kept kept) {
        DataStream stream = new DataStream(
                kept.file(),
                kept.state(),
                arns.stream(kept.state().name()),
                folders.openLog(kept.file(), kept.state()),
                config,
                false);
        streams.put(stream.name(), stream);
        switch (kept.state().status()) {
            case CREATING -> activate(stream);
            case DELETING -> remove(stream);
            case ACTIVE -> LOG.debug("stream {} is opened", stream.name());
        }
    }

    DataStreamsConfig config() {
        return config;
    }

    Arns arns() {
        return arns;
    }

    Clock clock() {
        return clock;
    }

    SignedTokens tokens() {
        return tokens;
    }

    /** Sorted by name. */
    Collection<DataStream> all() {
        return streams.values();
    }

    Optional<DataStream> find(String name) {
        return Optional.ofNullable(streams.get(name));
    }

    /** @throws AwsException ResourceNotFoundException */
    DataStream require(String name) {
        return find(name).orElseThrow(() -> Refusals.noStream(name, arns.account()));
    }

    /** The stream whose log has the identity, if it is here and active. */
    Optional<DataStream> ofLog(String identity) {
        return streams.values().stream().filter(stream -> stream.isOf(identity)).findFirst();
    }

    /**
     * Begins to make a stream.
     *
     * @throws AwsException ResourceInUseException, LimitExceededException
     */
    synchronized DataStream create(String name, int shards, boolean onDemand) {
        if (streams.containsKey(name)) {
            throw Refusals.inUse("Stream %s under account %s already exists.".formatted(name, arns.account()));
        }
        long made = streams.values().stream().filter(each -> !each.ofNode()).count();
        if (made >= config.streamsMax()) {
            throw Refusals.limit("%d streams exist under account %s already, the most that this node takes."
                    .formatted(made, arns.account()));
        }
        if (openShards() + shards > config.shardsMax()) {
            throw Refusals.limit(
                    "This request would exceed the shard limit for the account %s in %s. Current shard count for the account: %d. Limit: %d. Number of additional shards that would have resulted from this request: %d."
                            .formatted(arns.account(), arns.region(), openShards(), config.shardsMax(), shards));
        }
        StreamState state = StreamState.of(name, clock.instant(), shards, onDemand, RETENTION);
        Path file = folders.make(state);
        DataStream stream = new DataStream(file, state, arns.stream(name), folders.openLog(file, state), config, false);
        streams.put(name, stream);
        activate(stream);
        return stream;
    }

    /** Shards of the streams that clients have made. */
    int openShards() {
        return streams.values().stream()
                .filter(stream -> !stream.ofNode())
                .mapToInt(stream -> stream.state().shards())
                .sum();
    }

    private void activate(DataStream stream) {
        folders.later("open stream " + stream.name(), () -> {
            stream.log();
            stream.change(state -> state.status() == Status.CREATING ? state.with(Status.ACTIVE) : state);
        });
    }

    /** Begins to delete a stream that is active. */
    synchronized void delete(DataStream stream) {
        stream.change(state -> state.with(Status.DELETING));
        remove(stream);
    }

    private void remove(DataStream stream) {
        folders.later("delete stream " + stream.name(), () -> {
            folders.remove(stream);
            streams.remove(stream.name(), stream);
        });
    }

    @Override
    public void close() {
        folders.close();
    }
}
