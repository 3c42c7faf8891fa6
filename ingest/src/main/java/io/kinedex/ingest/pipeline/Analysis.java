package io.kinedex.ingest.pipeline;

import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.config.NodeConfig.Decoding;
import io.kinedex.ingest.pipeline.FragmentPublishing.Finished;
import io.kinedex.ingest.stream.StreamConfig;
import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.record.EngineRef;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.Outcome;
import io.kinedex.metadata.stream.Checkpoint;
import io.kinedex.metadata.stream.MetadataStream;
import io.kinedex.metadata.stream.SequenceNumber;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Analyses every stream that has fragments after its checkpoint. A stream's threads and buffers exist while there is
 * something to do and a little longer. Any thread may call it.
 */
public final class Analysis implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Analysis.class);
    private static final Duration END_PATIENCE = Duration.ofSeconds(10);
    private static final Duration DISK_RETRY = Duration.ofSeconds(2);

    private final FragmentArchive archive;
    private final MetadataStream metadata;
    private final Engines engines;
    private final Settings settings;
    private final Listener listener;
    private final Map<String, StreamAnalysis> running = new HashMap<>();
    private final Set<String> awake = new HashSet<>();
    private final Map<String, Counters> counters = new ConcurrentHashMap<>();
    private boolean closed;

    /**
     * What the analysis is told of the node.
     *
     * @param config the stream's configuration as it is now
     */
    public record Settings(String tenant, Decoding decoding, Function<String, StreamConfig> config) {}

    /** Told of each fragment whose records are in the metadata stream. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Called on the stream's own thread.
         *
         * @param frames    analysed since the source began
         * @param sightings begun since the source began
         * @param sequence  of the fragment's last record
         */
        void analysed(ArchivedFragment fragment, long frames, long sightings, SequenceNumber sequence);
    }

    /** What was done for a stream since the node started. */
    public record Counts(long fragments, long frames, long dropped) {}

    private record Counters(LongAdder fragments, LongAdder frames, LongAdder dropped) {
        Counters() {
            this(new LongAdder(), new LongAdder(), new LongAdder());
        }
    }

    public Analysis(
            FragmentArchive archive, MetadataStream metadata, Engines engines, Settings settings, Listener listener) {
        this.archive = archive;
        this.metadata = metadata;
        this.engines = engines;
        this.settings = settings;
        this.listener = listener;
    }

    FragmentArchive archive() {
        return archive;
    }

    MetadataStream metadata() {
        return metadata;
    }

    Engines engines() {
        return engines;
    }

    Decoding decoding() {
        return settings.decoding();
    }

    String tenant() {
        return settings.tenant();
    }

    StreamConfig config(String stream) {
        return settings.config().apply(stream);
    }

    /**
     * What the configuration's engines look and listen through, by engine; loaded now where it was not yet.
     *
     * @throws io.kinedex.ingest.IngestException as {@link Engines#ready} does
     */
    public Map<String, EngineRef> models(StreamConfig config) {
        engines.ready(config);
        Map<String, EngineRef> models = new HashMap<>();
        config.engines()
                .forEach((engine, its) -> models.put(
                        engine,
                        new EngineRef(engine, its.model(), engines.model(its).digest())));
        return models;
    }

    /** A second look at what is in the archive, beside the first looks at what comes in. */
    public ArchivePass pass(ArchivePass.Plan plan) {
        return new ArchivePass(this, plan);
    }

    /** Tries until the metadata stream has taken the records: a full disk holds the stream up and loses nothing. */
    SequenceNumber append(List<MetadataRecord> records, Checkpoint checkpoint) throws InterruptedException {
        while (true) {
            try {
                return metadata.append(records, checkpoint);
            } catch (MetadataException e) {
                if (e.code() != MetadataException.Code.DISK) {
                    throw e;
                }
                LOG.warn("stream {} waits: {}", checkpoint.stream(), e.getMessage());
                Thread.sleep(DISK_RETRY);
            }
        }
    }

    /** The stream may have a fragment to analyse. */
    public synchronized void wake(String stream) {
        if (closed) {
            return;
        }
        awake.add(stream);
        notifyAll();
        if (!running.containsKey(stream)) {
            StreamAnalysis fresh = new StreamAnalysis(this, stream);
            running.put(stream, fresh);
            fresh.start();
        }
    }

    /** Waits for a {@link #wake}; false where none came. */
    synchronized boolean awaitFragment(String stream, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!awake.remove(stream)) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            wait(left / 1_000_000 + 1);
        }
        return true;
    }

    void published(Finished finished, SequenceNumber sequence) {
        Counters its = counters.computeIfAbsent(finished.fragment().stream(), name -> new Counters());
        its.fragments().increment();
        its.frames().add(finished.looked());
        if (finished.records().stream().anyMatch(record -> record.outcome() instanceof Outcome.Dropped)) {
            its.dropped().increment();
        }
        listener.analysed(finished.fragment(), finished.frames(), finished.sightings(), sequence);
    }

    /** A run is over; where a fragment came in the meantime, the next one begins. */
    synchronized void ended(String stream, StreamAnalysis run) {
        running.remove(stream, run);
        if (awake.contains(stream)) {
            wake(stream);
        }
    }

    /** After a failure: a fragment that comes in the meantime does not begin the next run sooner. */
    void retryAfter(String stream, Duration pause) {
        synchronized (this) {
            awake.remove(stream);
        }
        Thread.ofVirtual().name("retry-" + stream).start(() -> {
            try {
                Thread.sleep(pause);
                wake(stream);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    public Counts counts(String stream) {
        Counters its = counters.computeIfAbsent(stream, name -> new Counters());
        return new Counts(
                its.fragments().sum(), its.frames().sum(), its.dropped().sum());
    }

    /** Ends the work on one stream; what was not published is begun again by the next {@link #wake}. */
    public void end(String stream) {
        StreamAnalysis run;
        synchronized (this) {
            awake.remove(stream);
            run = running.get(stream);
        }
        if (run != null) {
            end(List.of(run));
        }
    }

    private static void end(List<StreamAnalysis> runs) {
        runs.forEach(StreamAnalysis::interrupt);
        try {
            for (StreamAnalysis run : runs) {
                if (!run.join(END_PATIENCE)) {
                    LOG.warn("the analysis of a stream did not end in {}", END_PATIENCE);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        List<StreamAnalysis> runs;
        synchronized (this) {
            closed = true;
            runs = List.copyOf(running.values());
        }
        end(runs);
    }
}
