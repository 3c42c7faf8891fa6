package io.kinedex.metadata.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.metadata.profile.RecordForm;
import io.kinedex.metadata.sink.SinkOptions;
import io.kinedex.metadata.sink.SinkRunner;
import io.kinedex.metadata.sink.SinkStatus;
import io.kinedex.metadata.stream.Fragments;
import io.kinedex.metadata.stream.RocksMetadataStream;
import io.kinedex.metadata.stream.StartPosition;
import io.kinedex.metadata.stream.StreamOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** The delivery against a server that speaks S3's protocol. */
class S3DeliveryTest {
    @TempDir
    private static Path folder;

    private static S3Mock mock;
    private static S3Client client;

    @BeforeAll
    static void start() throws Exception {
        System.setProperty("aws.accessKeyId", "any");
        System.setProperty("aws.secretAccessKey", "any");
        mock = new S3Mock(folder.resolve("s3"));
        client = mock.client();
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        mock.close();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Test
    void anObjectSaysWhatItIs() throws Exception {
        client.createBucket(create -> create.bucket("typed"));
        S3Target target = S3Target.of("typed", "kinedex/", "us-east-1").at(mock.endpoint());
        for (DeliveryFormat format : DeliveryFormat.values()) {
            deliver(format, target, 20, runner -> await(runner, S3DeliveryTest::isDelivered));
        }

        assertThat(Objects.keys(client, "typed")).hasSize(DeliveryFormat.values().length);
        for (String key : Objects.keys(client, "typed")) {
            HeadObjectResponse head =
                    client.headObject(request -> request.bucket("typed").key(key));
            assertThat(key).startsWith("kinedex/stream=gate/year=");
            assertThat(head.contentType())
                    .isEqualTo(key.endsWith(".parquet") ? "application/vnd.apache.parquet" : "application/x-ndjson");
            assertThat(head.contentEncoding()).isEqualTo(key.endsWith(".gz") ? "gzip" : null);
        }
    }

    @Test
    void saysThatTheBucketIsMissingAndDeliversOnceItIsThere() throws Exception {
        S3Target target = S3Target.of("late-bucket", "", "us-east-1").at(mock.endpoint());
        deliver(DeliveryFormat.JSON_LINES, target, 50, runner -> {
            await(runner, status -> status.failure().isPresent());
            assertThat(runner.status().failure().orElseThrow())
                    .contains("s3://late-bucket/stream=gate/", "the bucket does not exist");
            client.createBucket(create -> create.bucket("late-bucket"));
            await(runner, S3DeliveryTest::isDelivered);
        });

        assertThat(Objects.lines(client, "late-bucket")).hasSize(50).doesNotHaveDuplicates();
    }

    @Test
    void saysThatAccessIsDeniedAndDeliversAllOnceItIsNot() throws Exception {
        client.createBucket(create -> create.bucket("denied"));
        try (DenyingProxy proxy = new DenyingProxy(mock.endpoint(), 2)) {
            S3Target target = S3Target.of("denied", "", "us-east-1").at(proxy.endpoint());
            deliver(DeliveryFormat.JSON_LINES, target, 50, 4000, runner -> {
                await(runner, status -> status.failures() > 2);
                assertThat(runner.status().failure().orElseThrow())
                        .contains("s3://denied/stream=gate/", "403 AccessDenied", "needs s3:PutObject");
                assertThat(runner.status().lag()).isPositive();
                proxy.allow();
                await(runner, S3DeliveryTest::isDelivered);
            });
            assertThat(proxy.denied()).isGreaterThan(2);
        }

        assertThat(Objects.lines(client, "denied")).hasSize(50).doesNotHaveDuplicates();
    }

    @Test
    void asksForTheEncryptionThatIsConfigured() throws Exception {
        client.createBucket(create -> create.bucket("sealed"));
        S3Target target =
                new S3Target("sealed", "", S3Target.HIVE_LAYOUT, "us-east-1", mock.endpoint(), true, "AES256", "");
        deliver(DeliveryFormat.JSON_LINES, target, 5, runner -> await(runner, S3DeliveryTest::isDelivered));

        String key = Objects.keys(client, "sealed").getFirst();
        assertThat(client.headObject(head -> head.bucket("sealed").key(key)).serverSideEncryptionAsString())
                .isEqualTo("AES256");
    }

    private interface Check {
        void accept(SinkRunner runner) throws Exception;
    }

    private static void deliver(DeliveryFormat format, S3Target target, int fragments, Check check) throws Exception {
        deliver(format, target, fragments, 1 << 20, check);
    }

    private static void deliver(DeliveryFormat format, S3Target target, int fragments, int bufferBytes, Check check)
            throws Exception {
        Path data = folder.resolve(target.bucket() + "-" + format.key());
        DeliveryOptions options = new DeliveryOptions(
                "lake", data, target, format, RecordForm.PUBLISHED, bufferBytes, Duration.ofMillis(100));
        try (RocksMetadataStream stream = RocksMetadataStream.open(data.resolve("stream"), StreamOptions.defaults())) {
            for (int i = 1; i <= fragments; i++) {
                Fragments.append(stream, "gate", i);
            }
            SinkOptions sink = SinkOptions.of("lake", data, Set.of(), new StartPosition.TrimHorizon())
                    .withPauses(Duration.ofMillis(20), Duration.ofMillis(200));
            try (SinkRunner runner = SinkRunner.start(sink, stream, new S3SinkFactory(options, stream))) {
                check.accept(runner);
            }
        }
    }

    private static boolean isDelivered(SinkStatus status) {
        return status.lag() == 0;
    }

    private static void await(SinkRunner runner, Predicate<SinkStatus> condition) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(60);
        while (!condition.test(runner.status())) {
            assertThat(Instant.now()).as(runner.status().toString()).isBefore(end);
            Thread.sleep(10);
        }
    }
}
