package io.kinedex.ingest.sink;

import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.config.S3SinkConfig;
import io.kinedex.ingest.config.SinkConfig;
import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.delivery.DeliveryOptions;
import io.kinedex.metadata.delivery.S3SinkFactory;
import io.kinedex.metadata.kinesis.KinesisSinkFactory;
import io.kinedex.metadata.kinesis.KinesisSinkOptions;
import io.kinedex.metadata.kinesis.KinesisTarget;
import io.kinedex.metadata.profile.RecordForm;
import io.kinedex.metadata.profile.StreamArns;
import io.kinedex.metadata.sink.SinkFactory;
import io.kinedex.metadata.sink.SinkOptions;
import io.kinedex.metadata.sink.SinkRunner;
import io.kinedex.metadata.stream.MetadataStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The node's sinks, each following the metadata stream from its own cursor. Any thread. */
public final class NodeSinks implements AutoCloseable {
    private final Map<String, SinkConfig> configs;
    private final Map<String, SinkRunner> runners = new LinkedHashMap<>();
    private final Path folder;
    private final StreamArns arns;

    /**
     * Starts the sinks.
     *
     * @param folder of their cursors
     * @param arns   what AWS's clients call the streams
     * @throws IngestException BAD_CONFIGURATION or DISK, naming the sink
     */
    public NodeSinks(Map<String, SinkConfig> configs, MetadataStream metadata, Path folder, StreamArns arns) {
        this.configs = new TreeMap<>(configs);
        this.folder = folder;
        this.arns = arns;
        try {
            this.configs.forEach((name, config) -> runners.put(name, start(name, config, metadata)));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private SinkRunner start(String name, SinkConfig config, MetadataStream metadata) {
        try {
            SinkOptions options = SinkOptions.of(name, folder, Set.copyOf(config.streams()), config.start());
            return SinkRunner.start(options, metadata, factory(name, config, metadata));
        } catch (IllegalArgumentException e) {
            throw new IngestException(
                    IngestException.Code.BAD_CONFIGURATION, "sink %s: %s".formatted(name, e.getMessage()), e);
        } catch (MetadataException e) {
            throw new IngestException(IngestException.Code.DISK, "sink %s: %s".formatted(name, e.getMessage()), e);
        }
    }

    private SinkFactory factory(String name, SinkConfig config, MetadataStream metadata) {
        return switch (config) {
            case SinkConfig.KinesisDataStreams kinesis ->
                new KinesisSinkFactory(new KinesisSinkOptions(
                        name,
                        new KinesisTarget(kinesis.stream(), kinesis.region(), kinesis.endpoint()),
                        kinesis.aggregation(),
                        new RecordForm(kinesis.profile(), kinesis.envelope(), arns)::payloads,
                        folder.resolve(name + ".too-large.jsonl")));
            case S3SinkConfig s3 ->
                new S3SinkFactory(
                        new DeliveryOptions(
                                name,
                                folder,
                                s3.target(),
                                s3.format(),
                                new RecordForm(s3.profile(), s3.envelope(), arns),
                                s3.bufferBytes().bytes(),
                                s3.bufferAge()),
                        metadata);
        };
    }

    /** All as they stand, by name. */
    public List<SinkView> list() {
        List<SinkView> all = new ArrayList<>();
        runners.forEach((name, runner) -> {
            SinkConfig config = configs.get(name);
            if (config != null) {
                all.add(SinkView.of(config, runner.status()));
            }
        });
        return all;
    }

    /** Ends all at once, in order: what is on its way may still be acknowledged. */
    @Override
    public void close() {
        List<Thread> closing = runners.values().stream()
                .map(runner -> Thread.ofPlatform()
                        .name("closing-sink-" + runner.name())
                        .start(runner::close))
                .toList();
        try {
            for (Thread each : closing) {
                each.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
