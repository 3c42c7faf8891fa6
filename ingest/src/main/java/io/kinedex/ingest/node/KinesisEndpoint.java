package io.kinedex.ingest.node;

import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.config.KinesisConfig;
import io.kinedex.ingest.config.NodeConfig;
import io.kinedex.ingest.kinesis.Operations;
import io.kinedex.ingest.kinesis.auth.AccessKey;
import io.kinedex.ingest.kinesis.auth.AccessKeyFile;
import io.kinedex.ingest.kinesis.auth.AccessKeys;
import io.kinedex.ingest.kinesis.auth.NodeAccessKeys;
import io.kinedex.ingest.kinesis.data.DataOperations;
import io.kinedex.ingest.kinesis.data.DataStreams;
import io.kinedex.ingest.kinesis.video.KinesisVideo;
import io.kinedex.ingest.kinesis.video.VideoSettings;
import io.kinedex.metadata.stream.RocksMetadataStream;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.function.Consumer;

/** What the node's endpoint for AWS's clients can do, and who may call it. Here each family of operations is registered. */
record KinesisEndpoint(
        NodeConfig config,
        FragmentArchive archive,
        StreamRegistry streams,
        RocksMetadataStream metadata,
        DataStreams dataStreams,
        Clock clock,
        MeterRegistry meters,
        Consumer<String> arrived) {

    /** All operations of the endpoint. */
    Operations operations() {
        Operations all = new Operations();
        // kinesis.playback adds its own to it
        DataOperations.register(all, dataStreams);
        video(all);
        return all;
    }

    private void video(Operations all) {
        KinesisConfig its = config.kinesis();
        VideoSettings settings = new VideoSettings(its.region(), its.accountId(), its.video(), clock);
        KinesisVideo video = KinesisVideo.register(
                all,
                archive,
                config.data().resolve("kinesis-video"),
                new NodeStreams(streams, arrived),
                settings,
                meters);
        streams.whenRemoved(video::removed);
    }

    AccessKeys accessKeys() {
        return new NodeAccessKeys(
                config.kinesis().accessKeys().stream().map(KinesisEndpoint::key).toList(),
                AccessKeyFile.of(config.data()));
    }

    private static AccessKey key(KinesisConfig.AccessKeySettings settings) {
        return new AccessKey(settings.name(), settings.id(), settings.secret(), settings.allow(), settings.streams());
    }
}
