package io.kinedex.ingest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.ingest.local.DynamoDbLocal;
import io.kinedex.ingest.local.KinesisLocal;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/** {@code kinedex tail --kinesis-data-stream} as a shell runs it, against kinesis-local and DynamoDBLocal. */
@Tag("heavy")
@Timeout(300)
@SuppressWarnings("NullAway.Init")
class DataStreamTailTest {
    private static KinesisLocal kinesis;
    private static DynamoDbLocal dynamoDb;

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
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    private static void put(KinesisAsyncClient client, int from, int to) {
        for (int n = from; n <= to; n++) {
            String document = "{\"id\":\"record-%d\"}".formatted(n);
            client.putRecord(r -> r.streamName("records").partitionKey("gate").data(SdkBytes.fromUtf8String(document)))
                    .join();
        }
    }

    private static CommandLineRun tail(int limit) {
        return CommandLineRun.of(
                "tail",
                "--kinesis-data-stream=records",
                "--application=shell",
                "--from=trim-horizon",
                "--region=us-east-1",
                "--endpoint=" + kinesis.endpoint(),
                "--dynamodb-endpoint=" + dynamoDb.endpoint(),
                "--limit=" + limit);
    }

    @Test
    void printsWhatIsThereAndGoesOnWhereItEnded() throws Exception {
        kinesis.create("records", 2);
        try (KinesisAsyncClient client = kinesis.client()) {
            put(client, 1, 20);
            CommandLineRun first = tail(20);
            assertThat(first.status()).as(first.err()).isZero();
            assertThat(first.out().lines()).containsExactlyElementsOf(lines(1, 20));
            put(client, 21, 30);
            CommandLineRun second = tail(10);
            assertThat(second.status()).as(second.err()).isZero();
            assertThat(second.out().lines()).containsExactlyElementsOf(lines(21, 30));
        }
    }

    private static Iterable<String> lines(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj("{\"id\":\"record-%d\"}"::formatted)
                .toList();
    }
}
