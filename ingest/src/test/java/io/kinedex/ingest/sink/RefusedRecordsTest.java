package io.kinedex.ingest.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.ingest.sink.FakeKinesis.Fate;
import io.kinedex.metadata.kinesis.KinesisSinkFactory;
import io.kinedex.metadata.kinesis.KinesisSinkOptions;
import io.kinedex.metadata.kinesis.KinesisTarget;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.RecordJson;
import io.kinedex.metadata.sink.PayloadEncoder;
import io.kinedex.metadata.sink.SinkOptions;
import io.kinedex.metadata.sink.SinkRunner;
import io.kinedex.metadata.stream.RocksMetadataStream;
import io.kinedex.metadata.stream.StartPosition;
import io.kinedex.metadata.stream.StreamOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/** Against a service that refuses records, fails and loses its answers. */
@Timeout(180)
class RefusedRecordsTest {
    private static final int KEYS = 7;
    private static final int RECORDS = 120;

    @TempDir
    Path folder;

    @BeforeAll
    static void signIn() {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
    }

    private Map<String, List<Long>> publish(IntFunction<Fate> fates, boolean aggregation, String... events)
            throws Exception {
        try (FakeKinesis kinesis = new FakeKinesis(fates);
                RocksMetadataStream stream = RocksMetadataStream.open(
                        folder.resolve("stream"), StreamOptions.defaults().withFreeBytesMin(0))) {
            KinesisTarget target =
                    new KinesisTarget("records", "us-east-1", kinesis.endpoint().toString());
            KinesisSinkOptions options = new KinesisSinkOptions(
                    "fake", target, aggregation, PayloadEncoder.recordJson(), folder.resolve("too-large"));
            try (SinkRunner runner = SinkRunner.start(
                    SinkOptions.of("fake", folder, Set.of(), new StartPosition.TrimHorizon())
                            .withPauses(Duration.ofMillis(10), Duration.ofMillis(100)),
                    stream,
                    new KinesisSinkFactory(options))) {
                for (int fragment = 1; fragment <= RECORDS; fragment++) {
                    for (int key = 0; key < KEYS; key++) {
                        SmallRecords.publish(stream, "camera-" + key, fragment, fragment);
                    }
                }
                while (runner.status().acknowledged().compareTo(stream.latest()) < 0) {
                    Thread.sleep(10);
                }
                for (String event : events) {
                    assertThat(runner.status().events().get(event)).as(event).isPositive();
                }
            }
            return byStream(kinesis.stored());
        }
    }

    private static Map<String, List<Long>> byStream(List<KinesisClientRecord> records) {
        Map<String, List<Long>> numbers = new TreeMap<>();
        for (KinesisClientRecord each : records) {
            byte[] data = new byte[each.data().remaining()];
            each.data().get(data);
            MetadataRecord record = RecordJson.read(data);
            numbers.computeIfAbsent(record.stream(), _ -> new ArrayList<>())
                    .add(Long.parseLong(record.fragment().number()));
        }
        return numbers;
    }

    private static List<Long> all() {
        return LongStream.rangeClosed(1, RECORDS).boxed().toList();
    }

    @Test
    void keepsTheOrderOfEachKeyWhileRecordsAreRefused() throws Exception {
        Random chance = new Random(7);
        Map<String, List<Long>> numbers =
                publish(_ -> chance.nextInt(10) < 3 ? Fate.FAILED : Fate.TAKEN, false, "retried");
        assertThat(numbers).hasSize(KEYS);
        assertThat(numbers.values()).allSatisfy(of -> assertThat(of).isEqualTo(all()));
    }

    @Test
    void keepsTheOrderOfEachKeyWhileAggregatesAreThrottled() throws Exception {
        Random chance = new Random(8);
        Map<String, List<Long>> numbers =
                publish(_ -> chance.nextInt(10) < 4 ? Fate.THROTTLED : Fate.TAKEN, true, "throttled");
        assertThat(numbers).hasSize(KEYS);
        assertThat(numbers.values()).allSatisfy(of -> assertThat(of).isEqualTo(all()));
    }

    @Test
    void losesNothingAndKeepsOrderWhereAnswersAreLost() throws Exception {
        Random chance = new Random(9);
        Map<String, List<Long>> numbers = publish(
                _ -> switch (chance.nextInt(10)) {
                    case 0 -> Fate.ANSWER_LOST;
                    case 1, 2 -> Fate.FAILED;
                    default -> Fate.TAKEN;
                },
                false);
        assertThat(numbers).hasSize(KEYS);
        assertThat(numbers.values())
                .allSatisfy(of -> assertThat(WholeStream.firstOnly(of)).isEqualTo(all()));
        assertThat(numbers.values()).anySatisfy(of -> assertThat(of).hasSizeGreaterThan(RECORDS));
    }
}
