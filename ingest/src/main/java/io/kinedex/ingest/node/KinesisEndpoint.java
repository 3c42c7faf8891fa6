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
import io.kinedex.metadata.stream.RocksMetadataStream;
import java.time.Clock;

/** What the node's endpoint for AWS's clients can do, and who may call it. Here each family of operations is registered. */
record KinesisEndpoint(
        NodeConfig config,
        FragmentArchive archive,
        StreamRegistry streams,
        RocksMetadataStream metadata,
        DataStreams dataStreams,
        Clock clock) {

    /** All operations of the endpoint. */
    Operations operations() {
        Operations all = new Operations();
        // kinesis.video and kinesis.playback add theirs to it
        DataOperations.register(all, dataStreams);
        return all;
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
