package io.kinedex.ingest.source.kinesisvideo;

import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.stream.SourceConfig;
import io.kinedex.ingest.stream.SourceStatus;
import io.kinedex.ingest.stream.StreamConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The node's sources of Kinesis Video, one for each stream that has such a source. Any thread may call any method. */
public final class KinesisVideoSources implements AutoCloseable {
    private final ConsumerOptions options;
    private final FragmentArchive archive;
    private final Consumer<String> archived;
    private final Clock clock;
    private final Transport transport;
    private final CompositeMeterRegistry meters = new CompositeMeterRegistry();
    private final Map<String, KinesisVideoConsumer> consumers = new ConcurrentHashMap<>();

    /** @param archived told of the stream after each fragment */
    public KinesisVideoSources(
            ConsumerOptions options, FragmentArchive archive, Consumer<String> archived, Clock clock) {
        this.options = options;
        this.archive = archive;
        this.archived = archived;
        this.clock = clock;
        this.transport = new Transport(options.idleMax());
    }

    /** Tells the registry the figures of all sources. */
    public void measure(MeterRegistry registry) {
        meters.add(registry);
    }

    /** Begins, changes or ends the stream's source as its configuration says; one that stays the same goes on. */
    public synchronized void apply(StreamConfig config) {
        Optional<SourceConfig.KinesisVideo> wanted = config.source().map(source -> switch (source) {
            case SourceConfig.KinesisVideo video -> video;
        });
        KinesisVideoConsumer running = consumers.get(config.name());
        if (running != null && wanted.equals(Optional.of(running.source()))) {
            return;
        }
        remove(config.name());
        wanted.ifPresent(source -> consumers.put(config.name(), start(config.name(), source)));
    }

    private KinesisVideoConsumer start(String stream, SourceConfig.KinesisVideo source) {
        Figures figures = new Figures(stream, meters, clock);
        return new KinesisVideoConsumer(stream, source, options, transport, archive, archived, figures);
    }

    /** Ends the stream's source; when this returns, nothing comes from it any more. */
    public synchronized void remove(String stream) {
        KinesisVideoConsumer running = consumers.remove(stream);
        if (running != null) {
            running.close();
        }
    }

    /** How the stream's source stands; empty where it has none. */
    public Optional<SourceStatus> status(String stream) {
        return Optional.ofNullable(consumers.get(stream)).map(KinesisVideoConsumer::status);
    }

    @Override
    public synchronized void close() {
        consumers.values().forEach(KinesisVideoConsumer::close);
        consumers.clear();
        transport.close();
    }
}
