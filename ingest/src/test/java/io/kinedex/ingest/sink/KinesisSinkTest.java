package io.kinedex.ingest.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.ingest.local.KinesisLocal;
import io.kinedex.metadata.kinesis.KinesisSinkFactory;
import io.kinedex.metadata.kinesis.KinesisSinkOptions;
import io.kinedex.metadata.kinesis.KinesisTarget;
import io.kinedex.metadata.sink.PayloadEncoder;
import io.kinedex.metadata.sink.SinkOptions;
import io.kinedex.metadata.sink.SinkRunner;
import io.kinedex.metadata.stream.RocksMetadataStream;
import io.kinedex.metadata.stream.StartPosition;
import io.kinedex.metadata.stream.StreamOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/** Against npm's kinesis-local. */
@Timeout(180)
@SuppressWarnings("NullAway.Init")
class KinesisSinkTest {
    private static KinesisLocal kinesis;
    private static KinesisAsyncClient client;

    @TempDir
    Path folder;

    private RocksMetadataStream stream;

    @BeforeAll
    static void startKinesis() throws Exception {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
        kinesis = KinesisLocal.start();
        client = kinesis.client();
    }

    @AfterAll
    static void endKinesis() throws Exception {
        client.close();
        kinesis.close();
    }

    @BeforeEach
    void open() {
        stream = RocksMetadataStream.open(
                folder.resolve("stream"), StreamOptions.defaults().withFreeBytesMin(0));
    }

    @AfterEach
    void close() {
        stream.close();
    }

    private SinkRunner start(String dataStream, boolean aggregation, PayloadEncoder encoder) {
        KinesisTarget target =
                new KinesisTarget(dataStream, "us-east-1", kinesis.endpoint().toString());
        KinesisSinkOptions options =
                new KinesisSinkOptions("aws", target, aggregation, encoder, folder.resolve("aws.too-large.jsonl"));
        return SinkRunner.start(
                SinkOptions.of("aws", folder, Set.of(), new StartPosition.TrimHorizon())
                        .withPauses(Duration.ofMillis(50), Duration.ofMillis(500)),
                stream,
                new KinesisSinkFactory(options));
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        while (!condition.call()) {
            Thread.sleep(20);
        }
    }

    private void awaitAll(SinkRunner runner) throws Exception {
        await(() -> runner.status().acknowledged().compareTo(stream.latest()) >= 0);
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    @Test
    void publishesAggregatesThatTheClientLibraryTakesApart() throws Exception {
        kinesis.create("aggregated", 2);
        SmallRecords.publish(stream, "gate", 1, 900);
        SmallRecords.publish(stream, "yard", 1, 500);
        try (SinkRunner runner = start("aggregated", true, PayloadEncoder.recordJson())) {
            SmallRecords.publish(stream, "gate", 901, 1000);
            awaitAll(runner);
            assertThat(runner.status().events())
                    .containsEntry("payloads", 1500L)
                    .containsEntry("retried", 0L);
            assertThat(runner.status().events().get("requests")).isLessThan(100);
        }
        Map<String, List<Long>> read = WholeStream.read(client, "aggregated");
        assertThat(read.get("gate")).isEqualTo(upTo(1000));
        assertThat(read.get("yard")).isEqualTo(upTo(500));
    }

    @Test
    void publishesRecordByRecordWhereAskedTo() throws Exception {
        kinesis.create("plain", 1);
        SmallRecords.publish(stream, "gate", 1, 40);
        SmallRecords.publish(stream, "yard", 1, 30);
        try (SinkRunner runner = start("plain", false, PayloadEncoder.recordJson())) {
            awaitAll(runner);
        }
        Map<String, List<Long>> read = WholeStream.read(client, "plain");
        assertThat(read.get("gate")).isEqualTo(upTo(40));
        assertThat(read.get("yard")).isEqualTo(upTo(30));
    }

    @Test
    void keepsOrderThroughAResharding() throws Exception {
        kinesis.create("split", 1);
        try (SinkRunner runner = start("split", true, PayloadEncoder.recordJson())) {
            for (int camera = 0; camera < 6; camera++) {
                SmallRecords.publish(stream, "camera-" + camera, 1, 100);
            }
            awaitAll(runner);
            client.updateShardCount(request ->
                            request.streamName("split").targetShardCount(2).scalingType("UNIFORM_SCALING"))
                    .join();
            for (int camera = 0; camera < 6; camera++) {
                SmallRecords.publish(stream, "camera-" + camera, 101, 200);
            }
            awaitAll(runner);
            await(() -> runner.status().events().getOrDefault("reshardings", 0L) > 0);
        }
        Map<String, List<Long>> read = WholeStream.read(client, "split");
        assertThat(read).hasSize(6);
        assertThat(read.values())
                .allSatisfy(
                        numbers -> assertThat(WholeStream.firstOnly(numbers)).isEqualTo(upTo(200)));
    }

    @Test
    void putsAsideWhatIsTooLargeAndGoesOn() throws Exception {
        kinesis.create("large", 1);
        SmallRecords.publish(stream, "gate", 1, 3);
        byte[] large = "x".repeat(1 << 20).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        PayloadEncoder encoder =
                published -> published.record().fragment().number().equals("2")
                        ? List.of(large)
                        : PayloadEncoder.recordJson().encode(published);
        try (SinkRunner runner = start("large", true, encoder)) {
            awaitAll(runner);
            assertThat(runner.status().events()).containsEntry("too-large", 1L);
        }
        assertThat(WholeStream.read(client, "large").get("gate")).containsExactly(1L, 3L);
        assertThat(Files.size(folder.resolve("aws.too-large.jsonl"))).isEqualTo(large.length + 1L);
    }

    @Test
    void waitsForAStreamThatIsMadeLater() throws Exception {
        SmallRecords.publish(stream, "gate", 1, 20);
        try (SinkRunner runner = start("later", true, PayloadEncoder.recordJson())) {
            await(() -> runner.status().failures() > 0);
            assertThat(runner.status().failure())
                    .hasValueSatisfying(text -> assertThat(text).contains("later"));
            kinesis.create("later", 1);
            awaitAll(runner);
        }
        assertThat(WholeStream.read(client, "later").get("gate")).isEqualTo(upTo(20));
    }
}
