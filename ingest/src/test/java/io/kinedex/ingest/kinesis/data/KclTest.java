package io.kinedex.ingest.kinesis.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.ingest.config.DataStreamsConfig;
import io.kinedex.ingest.kinesis.TestEndpoint;
import io.kinedex.ingest.local.DynamoDbLocal;
import io.kinedex.metadata.kinesis.KinesisFollower;
import io.kinedex.metadata.kinesis.KinesisFollowerOptions;
import io.kinedex.metadata.kinesis.KinesisTarget;
import io.kinedex.metadata.kinesis.ReceivedRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;

/** The Kinesis Client Library as a consumer of the endpoint, under AWS's limits, with DynamoDBLocal for its leases. */
@Tag("heavy")
@Timeout(400)
class KclTest {
    private static final int KEYS = 6;
    private static final int RECORDS = 60;

    @TempDir
    Path folder;

    /** What came, by partition key. Any thread. */
    private static final class Received {
        private final Map<String, List<Integer>> byKey = new TreeMap<>();
        private final CountDownLatch left = new CountDownLatch(KEYS * RECORDS);

        synchronized void take(List<ReceivedRecord> records) {
            for (ReceivedRecord record : records) {
                byKey.computeIfAbsent(record.partitionKey(), _ -> new ArrayList<>())
                        .add(Integer.parseInt(new String(record.data(), StandardCharsets.UTF_8).split(" ", 2)[1]));
                left.countDown();
            }
        }

        synchronized Map<String, List<Integer>> byKey() {
            return new TreeMap<>(byKey);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void consumesAStreamOnceAndInTheOrderOfEachKey(boolean fanOut) throws Exception {
        System.setProperty("aws.accessKeyId", TestEndpoint.ACCESS_KEY_ID);
        System.setProperty("aws.secretAccessKey", TestEndpoint.SECRET);
        Received received = new Received();
        try (DynamoDbLocal dynamoDb = DynamoDbLocal.start();
                DataEndpoint endpoint = new DataEndpoint(folder, DataStreamsConfig.defaults());
                KinesisClient client = endpoint.client()) {
            DataEndpoint.make(client, "made", 2);
            put(client, 0);
            KinesisFollowerOptions options = KinesisFollowerOptions.of(
                            new KinesisTarget(
                                    "made",
                                    TestEndpoint.REGION,
                                    endpoint.address().toString()),
                            "app-" + fanOut,
                            "worker")
                    .withDynamoDb(dynamoDb.endpoint().toString())
                    .withFanOut(fanOut)
                    .withPaces(Duration.ofSeconds(3), Duration.ofMillis(250));
            try (KinesisFollower _ = KinesisFollower.start(options, received::take)) {
                put(client, RECORDS / 2);
                assertThat(received.left.await(240, TimeUnit.SECONDS))
                        .as("received so far: %s", received.byKey())
                        .isTrue();
            }
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
        assertThat(received.byKey()).hasSize(KEYS);
        assertThat(received.byKey().values())
                .allSatisfy(numbers -> assertThat(numbers)
                        .isEqualTo(IntStream.range(0, RECORDS).boxed().toList()));
    }

    private static void put(KinesisClient client, int from) {
        for (int n = from; n < from + RECORDS / 2; n++) {
            int number = n;
            List<PutRecordsRequestEntry> batch = IntStream.range(0, KEYS)
                    .mapToObj(key -> PutRecordsRequestEntry.builder()
                            .partitionKey("camera-" + key)
                            .data(SdkBytes.fromUtf8String("camera-" + key + " " + number))
                            .build())
                    .toList();
            assertThat(client.putRecords(r -> r.streamName("made").records(batch))
                            .failedRecordCount())
                    .isZero();
        }
    }
}
