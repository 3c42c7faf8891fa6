package io.kinedex.ingest.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

@Timeout(120)
class LocalServersTest {
    @Test
    void kinesisLocalHasStreams() throws Exception {
        try (KinesisLocal kinesis = KinesisLocal.start();
                KinesisAsyncClient client = kinesis.client()) {
            kinesis.create("records", 2);
            assertThat(client.listShards(request -> request.streamName("records"))
                            .join()
                            .shards())
                    .hasSize(2);
        }
    }

    @Test
    void dynamoDbLocalHasTables() throws Exception {
        try (DynamoDbLocal dynamo = DynamoDbLocal.start();
                DynamoDbAsyncClient client = dynamo.client()) {
            assertThat(client.listTables().join().tableNames()).isEmpty();
        }
    }
}
