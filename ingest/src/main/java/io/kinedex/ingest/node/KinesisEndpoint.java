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
import io.kinedex.ingest.kinesis.playback.PlaybackOperations;
import io.kinedex.ingest.kinesis.playback.PlaybackStreams.PlaybackStream;
import io.kinedex.ingest.kinesis.video.KinesisVideo;
import io.kinedex.ingest.kinesis.video.VideoSettings;
import io.kinedex.metadata.stream.RocksMetadataStream;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Optional;
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
    /** Segments, clips and images that are made at the same time. */
    private static final int PLAYBACK_AT_ONCE = 2;

    /**
     * All operations of the endpoint.
     *
     * @param closing ends what they began, after the endpoint
     */
    Operations operations(Closing closing) {
        Operations all = new Operations();
        DataOperations.register(all, dataStreams);
        playback(all, video(all), closing);
        return all;
    }

    private KinesisVideo video(Operations all) {
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
        return video;
    }

    private void playback(Operations all, KinesisVideo video, Closing closing) {
        closing.with(PlaybackOperations.register(
                all,
                archive,
                asked -> playable(video, asked),
                config.data().resolve("playback"),
                PLAYBACK_AT_ONCE,
                clock));
    }

    private static Optional<PlaybackStream> playable(KinesisVideo video, String nameOrArn) {
        Optional<String> name = nameOrArn.startsWith("arn:") ? video.nameOf(nameOrArn) : Optional.of(nameOrArn);
        return name.flatMap(its -> video.arnOf(its).map(arn -> new PlaybackStream(its, arn, video.retains(its))));
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
