package io.kinedex.metadata.delivery;

import io.kinedex.metadata.profile.Envelope;
import io.kinedex.metadata.profile.Profile;
import io.kinedex.metadata.profile.RecordForm;
import io.kinedex.metadata.profile.StreamArns;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.sink.SinkOptions;
import io.kinedex.metadata.sink.SinkRunner;
import io.kinedex.metadata.stream.Checkpoint;
import io.kinedex.metadata.stream.Fragments;
import io.kinedex.metadata.stream.RocksMetadataStream;
import io.kinedex.metadata.stream.StartPosition;
import io.kinedex.metadata.stream.StreamOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Publishes and delivers in a process that will be killed; goes on where it was. Ends by itself when all is delivered, or at
 * the end of its standard input.
 */
final class DeliveringChild {
    static final List<String> STREAMS = List.of("gate-1", "gate-2", "gate-3");
    static final int FRAGMENTS = 700;

    private DeliveringChild() {}

    /**
     * Runs.
     *
     * @param arguments the folder, the endpoint, the bucket, the format, and after how many puts to end like one that is killed
     */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Thread.ofPlatform().daemon().start(DeliveringChild::endWithParent);
        DeliveryOptions options = new DeliveryOptions(
                "lake",
                folder.resolve("sinks"),
                S3Target.of(arguments[2], "kinedex/", "us-east-1").at(arguments[1]),
                DeliveryFormat.of(arguments[3]),
                new RecordForm(Profile.KINEDEX, Envelope.NONE, StreamArns.of("us-east-1", "000000000000")),
                20_000,
                Duration.ofMillis(300));
        try (RocksMetadataStream stream = RocksMetadataStream.open(folder.resolve("stream"), StreamOptions.defaults());
                SinkRunner runner = SinkRunner.start(
                        SinkOptions.of("lake", folder.resolve("sinks"), Set.of(), new StartPosition.TrimHorizon())
                                .withPauses(Duration.ofMillis(50), Duration.ofSeconds(1)),
                        stream,
                        new S3SinkFactory(
                                options,
                                stream,
                                new EndingBucket(
                                        new S3Bucket(options.target(), Puts.PARALLEL),
                                        Integer.parseInt(arguments[4]))))) {
            System.out.println("ready");
            publish(stream);
            while (!runner.status().acknowledged().equals(stream.latest())) {
                Thread.sleep(20);
            }
        }
        System.out.println("done");
    }

    /** The stream passes over what it has. */
    private static void publish(RocksMetadataStream stream) throws InterruptedException {
        for (int i = 1; i <= FRAGMENTS; i++) {
            for (String name : STREAMS) {
                MetadataRecord record = Fragments.record(name, i);
                stream.append(List.of(record), new Checkpoint(name, Integer.toString(i), "{}"));
            }
            Thread.sleep(2);
        }
    }

    /** Ends the process where a put is done and nobody knows it yet. */
    private record EndingBucket(Bucket bucket, AtomicInteger left) implements Bucket {
        private EndingBucket(Bucket bucket, int puts) {
            this(bucket, new AtomicInteger(puts));
        }

        @Override
        public void put(SpooledObject object, Path file) {
            bucket.put(object, file);
            if (left.decrementAndGet() == 0) {
                Runtime.getRuntime().halt(9);
            }
        }

        @Override
        public void close() {
            bucket.close();
        }
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // nothing is said
            }
        } catch (java.io.IOException _) {
            // it has gone
        }
        Runtime.getRuntime().halt(3);
    }
}
