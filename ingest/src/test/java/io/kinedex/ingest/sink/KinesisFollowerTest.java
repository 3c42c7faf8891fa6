package io.kinedex.ingest.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.ingest.local.DynamoDbLocal;
import io.kinedex.ingest.local.KinesisLocal;
import io.kinedex.metadata.kinesis.KinesisFollower;
import io.kinedex.metadata.kinesis.KinesisFollowerOptions;
import io.kinedex.metadata.kinesis.KinesisSinkFactory;
import io.kinedex.metadata.kinesis.KinesisSinkOptions;
import io.kinedex.metadata.kinesis.KinesisTarget;
import io.kinedex.metadata.kinesis.ReceivedRecord;
import io.kinedex.metadata.sink.PayloadEncoder;
import io.kinedex.metadata.sink.SinkOptions;
import io.kinedex.metadata.sink.SinkRunner;
import io.kinedex.metadata.stream.RocksMetadataStream;
import io.kinedex.metadata.stream.StartPosition;
import io.kinedex.metadata.stream.StreamOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/** The Kinesis Client Library against kinesis-local and DynamoDBLocal. */
@Tag("heavy")
@Timeout(600)
@SuppressWarnings("NullAway.Init")
class KinesisFollowerTest {
    private static final int CAMERAS = 8;

    private static KinesisLocal kinesis;
    private static DynamoDbLocal dynamoDb;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
        kinesis = KinesisLocal.start();
        dynamoDb = DynamoDbLocal.start();
    }

    @AfterAll
    static void end() throws Exception {
        kinesis.close();
        dynamoDb.close();
    }

    /** What all followers of a test received. Any thread. */
    private static final class Received {
        private final Map<String, List<Long>> byStream = new TreeMap<>();
        private final Set<String> ids = new HashSet<>();
        private final Set<String> workers = new HashSet<>();
        private int count;

        synchronized void take(String worker, List<ReceivedRecord> records) {
            for (ReceivedRecord received : records) {
                workers.add(worker);
                ids.add(received.id());
                count++;
                byStream.computeIfAbsent(received.partitionKey(), _ -> new ArrayList<>())
                        .add(Long.parseLong(received.record().fragment().number()));
            }
        }

        synchronized int distinct() {
            return ids.size();
        }

        synchronized int count() {
            return count;
        }

        synchronized Set<String> workers() {
            return Set.copyOf(workers);
        }

        synchronized Map<String, List<Long>> byStream() {
            return new TreeMap<>(byStream);
        }

        void await(int distinct) throws InterruptedException {
            while (distinct() < distinct) {
                Thread.sleep(50);
            }
        }
    }

    private static KinesisTarget target(String stream) {
        return new KinesisTarget(stream, "us-east-1", kinesis.endpoint().toString());
    }

    private static KinesisFollower follow(String stream, String worker, boolean fanOut, Received received) {
        KinesisFollowerOptions options = KinesisFollowerOptions.of(target(stream), "app-" + stream, worker)
                .withDynamoDb(dynamoDb.endpoint().toString())
                .withFanOut(fanOut)
                .withPaces(Duration.ofSeconds(3), Duration.ofMillis(200));
        return KinesisFollower.start(options, records -> received.take(worker, records));
    }

    private SinkRunner publishTo(String stream, RocksMetadataStream metadata) {
        return SinkRunner.start(
                SinkOptions.of("aws", folder, Set.of(), new StartPosition.TrimHorizon()),
                metadata,
                new KinesisSinkFactory(new KinesisSinkOptions(
                        "aws", target(stream), true, PayloadEncoder.recordJson(), folder.resolve("too-large"))));
    }

    private RocksMetadataStream metadata() {
        return RocksMetadataStream.open(
                folder.resolve("stream"), StreamOptions.defaults().withFreeBytesMin(0));
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    @Test
    void twoFollowersShareShardsAndReadOnThroughAResharding() throws Exception {
        kinesis.create("shared", 2);
        Received received = new Received();
        int last = 0;
        try (RocksMetadataStream stream = metadata();
                SinkRunner _ = publishTo("shared", stream);
                KinesisAsyncClient client = kinesis.client();
                KinesisFollower _ = follow("shared", "one", false, received);
                KinesisFollower _ = follow("shared", "two", false, received)) {
            while (received.workers().size() < 2) {
                publish(stream, last + 1, last + 10);
                last += 10;
                received.await(CAMERAS * last);
                Thread.sleep(500);
            }
            client.updateShardCount(request ->
                            request.streamName("shared").targetShardCount(4).scalingType("UNIFORM_SCALING"))
                    .join();
            publish(stream, last + 1, last + 50);
            last += 50;
            received.await(CAMERAS * last);
        }
        assertThat(received.count()).isEqualTo(CAMERAS * last);
        assertThat(received.byStream()).hasSize(CAMERAS);
        for (List<Long> numbers : received.byStream().values()) {
            assertThat(numbers).isEqualTo(upTo(last));
        }
    }

    private static void publish(RocksMetadataStream stream, int from, int to) {
        for (int camera = 0; camera < CAMERAS; camera++) {
            SmallRecords.publish(stream, "camera-" + camera, from, to);
        }
    }

    @Test
    void isPushedToByFanOut() throws Exception {
        kinesis.create("pushed", 1);
        Received received = new Received();
        try (RocksMetadataStream stream = metadata();
                SinkRunner _ = publishTo("pushed", stream);
                KinesisFollower _ = follow("pushed", "one", true, received)) {
            SmallRecords.publish(stream, "gate", 1, 200);
            received.await(200);
        }
        assertThat(received.byStream().get("gate")).isEqualTo(upTo(200));
    }

    @Test
    void goesOnAfterItsCheckpoint() throws Exception {
        kinesis.create("again", 1);
        Received first = new Received();
        Received second = new Received();
        try (RocksMetadataStream stream = metadata();
                SinkRunner _ = publishTo("again", stream)) {
            SmallRecords.publish(stream, "gate", 1, 60);
            try (KinesisFollower _ = follow("again", "one", false, first)) {
                first.await(60);
            }
            SmallRecords.publish(stream, "gate", 61, 100);
            try (KinesisFollower _ = follow("again", "two", false, second)) {
                second.await(40);
            }
        }
        assertThat(first.byStream().get("gate")).isEqualTo(upTo(60));
        assertThat(second.byStream().get("gate"))
                .isEqualTo(LongStream.rangeClosed(61, 100).boxed().toList());
    }
}
