package io.kinedex.ingest.sink;

import io.kinedex.metadata.kinesis.KinesisSinkFactory;
import io.kinedex.metadata.kinesis.KinesisSinkOptions;
import io.kinedex.metadata.kinesis.KinesisTarget;
import io.kinedex.metadata.sink.PayloadEncoder;
import io.kinedex.metadata.sink.SinkOptions;
import io.kinedex.metadata.sink.SinkRunner;
import io.kinedex.metadata.stream.RocksMetadataStream;
import io.kinedex.metadata.stream.StartPosition;
import io.kinedex.metadata.stream.StreamOptions;
import java.nio.file.Path;
import java.util.Set;

/** Publishes what a folder's stream has, in a process of its own that may be killed. */
final class PublishingChild {
    private PublishingChild() {}

    /** @param arguments folder, endpoint, data stream */
    public static void main(String[] arguments) throws InterruptedException {
        Path folder = Path.of(arguments[0]);
        KinesisTarget target = new KinesisTarget(arguments[2], "us-east-1", arguments[1]);
        try (RocksMetadataStream stream = RocksMetadataStream.open(
                        folder.resolve("stream"), StreamOptions.defaults().withFreeBytesMin(0));
                SinkRunner runner = SinkRunner.start(
                        SinkOptions.of("aws", folder, Set.of(), new StartPosition.TrimHorizon()),
                        stream,
                        new KinesisSinkFactory(new KinesisSinkOptions(
                                "aws", target, false, PayloadEncoder.recordJson(), folder.resolve("too-large"))))) {
            while (runner.status().acknowledged().compareTo(stream.latest()) < 0) {
                Thread.sleep(20);
            }
        }
    }
}
