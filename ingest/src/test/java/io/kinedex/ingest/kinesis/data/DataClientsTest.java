package io.kinedex.ingest.kinesis.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.ProtocolNegotiation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamDescription;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEventStream;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/** Amazon's clients over whatever HTTP they bring, against streams that are there. */
class DataClientsTest {
    @TempDir
    Path folder;

    private DataEndpoint endpoint;

    @BeforeEach
    void start() {
        endpoint = new DataEndpoint(folder, DataEndpoint.unlimited());
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    static Stream<SdkHttpClient> clients() {
        return Stream.of(ApacheHttpClient.create(), UrlConnectionHttpClient.create(), AwsCrtHttpClient.create());
    }

    @ParameterizedTest
    @MethodSource("clients")
    void writesAndReadsAStreamThatItMade(SdkHttpClient http) {
        try (KinesisClient client = endpoint.client(http)) {
            DataEndpoint.make(client, "orders", 2);
            assertThat(client.listStreams().streamNames()).containsExactly("kinedex", "orders");
            StreamDescription description =
                    client.describeStream(r -> r.streamName("orders")).streamDescription();
            assertThat(description.streamARN()).isEqualTo("arn:aws:kinesis:us-east-1:000000000000:stream/orders");
            assertThat(description.shards()).hasSize(2);
            assertThat(description.streamCreationTimestamp())
                    .isAfter(Instant.now().minusSeconds(60));

            client.putRecord(r -> r.streamName("orders").partitionKey("a").data(SdkBytes.fromUtf8String("{\"n\":0}")));
            PutRecordsResponse put = client.putRecords(r -> r.streamARN(description.streamARN())
                    .records(IntStream.range(1, 200)
                            .mapToObj(DataClientsTest::entry)
                            .toList()));
            assertThat(put.failedRecordCount()).isZero();

            List<Record> records = new ArrayList<>();
            for (String shard : List.of("shardId-000000000000", "shardId-000000000001")) {
                records.addAll(readAll(client, "orders", shard, 7));
            }
            assertThat(records).hasSize(200);
            assertThat(records)
                    .filteredOn(record -> record.partitionKey().equals("a"))
                    .extracting(record -> record.data().asUtf8String())
                    .first()
                    .isEqualTo("{\"n\":0}");
            assertThat(records.getFirst().approximateArrivalTimestamp())
                    .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));

            DataEndpoint.delete(client, "orders");
            assertThatThrownBy(() -> client.describeStream(r -> r.streamName("orders")))
                    .isInstanceOf(ResourceNotFoundException.class)
                    .hasMessageContaining("Stream orders under account 000000000000 not found.");
        }
    }

    static Stream<Supplier<SdkAsyncHttpClient>> asyncClients() {
        return Stream.of(
                () -> NettyNioAsyncHttpClient.builder()
                        .protocol(Protocol.HTTP2)
                        .protocolNegotiation(ProtocolNegotiation.ASSUME_PROTOCOL)
                        .build(),
                () -> NettyNioAsyncHttpClient.builder()
                        .protocol(Protocol.HTTP1_1)
                        .build(),
                AwsCrtAsyncHttpClient::create);
    }

    @ParameterizedTest
    @MethodSource("asyncClients")
    void subscribesToAShard(Supplier<SdkAsyncHttpClient> http) throws Exception {
        try (SdkAsyncHttpClient transport = http.get();
                KinesisAsyncClient client = endpoint.asyncClient(transport)) {
            String arn = "arn:aws:kinesis:us-east-1:000000000000:stream/kinedex";
            String consumer = client.registerStreamConsumer(
                            r -> r.streamARN(arn).consumerName("app"))
                    .get(30, TimeUnit.SECONDS)
                    .consumer()
                    .consumerARN();
            assertThat(client.describeStreamConsumer(r -> r.consumerARN(consumer))
                            .get(30, TimeUnit.SECONDS)
                            .consumerDescription()
                            .consumerStatus())
                    .isEqualTo(ConsumerStatus.ACTIVE);
            putEverywhere(client);

            Received received = new Received(50);
            var subscription = client.subscribeToShard(
                    r -> r.consumerARN(consumer)
                            .shardId("shardId-000000000000")
                            .startingPosition(p -> p.type(ShardIteratorType.TRIM_HORIZON)),
                    received.handler());
            received.awaitAll();
            assertThat(received.data)
                    .isEqualTo(
                            IntStream.range(0, 50).mapToObj(Integer::toString).toList());
            assertThat(received.last().millisBehindLatest()).isZero();
            assertThat(received.last().continuationSequenceNumber()).isNotEmpty();

            assertThatThrownBy(() -> client.subscribeToShard(
                                    r -> r.consumerARN(consumer)
                                            .shardId("shardId-000000000000")
                                            .startingPosition(p -> p.type(ShardIteratorType.LATEST)),
                                    new Received(0).handler())
                            .get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ResourceInUseException.class);
            client.deregisterStreamConsumer(r -> r.consumerARN(consumer)).get(30, TimeUnit.SECONDS);
            assertThatThrownBy(() -> subscription.get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ResourceNotFoundException.class);
        }
    }

    private static void putEverywhere(KinesisAsyncClient client) throws Exception {
        for (int shard = 0; shard < 4; shard++) {
            String hash = java.math.BigInteger.ONE
                    .shiftLeft(126)
                    .multiply(java.math.BigInteger.valueOf(shard))
                    .toString();
            client.putRecords(r -> r.streamName("kinedex")
                            .records(IntStream.range(0, 50)
                                    .mapToObj(n -> PutRecordsRequestEntry.builder()
                                            .partitionKey("k")
                                            .explicitHashKey(hash)
                                            .data(SdkBytes.fromUtf8String(Integer.toString(n)))
                                            .build())
                                    .toList()))
                    .get(30, TimeUnit.SECONDS);
        }
    }

    /** What a subscription brings, until there is enough of it. */
    private static final class Received {
        final List<String> data = new ArrayList<>();
        final AtomicReference<SubscribeToShardEvent> last =
                new AtomicReference<>(SubscribeToShardEvent.builder().build());
        private final java.util.concurrent.CountDownLatch left;

        Received(int records) {
            left = new java.util.concurrent.CountDownLatch(records);
        }

        SubscribeToShardResponseHandler handler() {
            return SubscribeToShardResponseHandler.builder()
                    .subscriber((SubscribeToShardEventStream event) -> take((SubscribeToShardEvent) event))
                    .build();
        }

        private void take(SubscribeToShardEvent event) {
            last.set(event);
            event.records().forEach(record -> {
                data.add(record.data().asUtf8String());
                left.countDown();
            });
        }

        SubscribeToShardEvent last() {
            return Objects.requireNonNull(last.get());
        }

        void awaitAll() throws InterruptedException {
            assertThat(left.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void readsFromEachKindOfPlace() {
        try (KinesisClient client = endpoint.client()) {
            DataEndpoint.make(client, "s", 1);
            List<String> numbers = new ArrayList<>();
            for (int n = 0; n < 5; n++) {
                int value = n;
                numbers.add(client.putRecord(
                                r -> r.streamName("s").partitionKey("k").data(SdkBytes.fromUtf8String("" + value)))
                        .sequenceNumber());
            }
            Instant third = read(client, iterator(client, ShardIteratorType.TRIM_HORIZON, null, null))
                    .records()
                    .get(2)
                    .approximateArrivalTimestamp();
            assertThat(texts(client, iterator(client, ShardIteratorType.TRIM_HORIZON, null, null)))
                    .containsExactly("0", "1", "2", "3", "4");
            assertThat(texts(client, iterator(client, ShardIteratorType.AT_SEQUENCE_NUMBER, numbers.get(3), null)))
                    .containsExactly("3", "4");
            assertThat(texts(client, iterator(client, ShardIteratorType.AFTER_SEQUENCE_NUMBER, numbers.get(3), null)))
                    .containsExactly("4");
            assertThat(texts(client, iterator(client, ShardIteratorType.AT_TIMESTAMP, null, third)))
                    .contains("2", "3", "4");
            assertThat(texts(client, iterator(client, ShardIteratorType.AT_TIMESTAMP, null, Instant.EPOCH)))
                    .hasSize(5);
            String latest = iterator(client, ShardIteratorType.LATEST, null, null);
            client.putRecord(r -> r.streamName("s").partitionKey("k").data(SdkBytes.fromUtf8String("new")));
            assertThat(texts(client, latest)).containsExactly("new");
            assertThatThrownBy(() -> iterator(client, ShardIteratorType.AT_SEQUENCE_NUMBER, "9".repeat(56), null))
                    .isInstanceOf(InvalidArgumentException.class);
            assertThatThrownBy(() -> iterator(
                            client,
                            ShardIteratorType.AT_TIMESTAMP,
                            null,
                            Instant.now().plusSeconds(3600)))
                    .isInstanceOf(InvalidArgumentException.class)
                    .hasMessageContaining("cannot be greater");
        }
    }

    @Test
    void keepsTagsRetentionAndConsumers() {
        try (KinesisClient client = endpoint.client()) {
            DataEndpoint.make(client, "s", 1);
            client.addTagsToStream(r -> r.streamName("s").tags(Map.of("team", "vision", "env", "test")));
            client.removeTagsFromStream(r -> r.streamName("s").tagKeys("env"));
            client.increaseStreamRetentionPeriod(r -> r.streamName("s").retentionPeriodHours(48));
            String arn = client.describeStreamSummary(r -> r.streamName("s"))
                    .streamDescriptionSummary()
                    .streamARN();
            client.registerStreamConsumer(r -> r.streamARN(arn).consumerName("app"));
            client.tagResource(r -> r.resourceARN(arn).tags(Map.of("more", "1")));
        }
        endpoint.close();
        endpoint = new DataEndpoint(folder, DataEndpoint.unlimited());
        try (KinesisClient client = endpoint.client()) {
            assertThat(client.listTagsForStream(r -> r.streamName("s")).tags())
                    .extracting(tag -> tag.key() + "=" + tag.value())
                    .containsExactly("more=1", "team=vision");
            var summary = client.describeStreamSummary(r -> r.streamName("s")).streamDescriptionSummary();
            assertThat(summary.retentionPeriodHours()).isEqualTo(48);
            assertThat(summary.consumerCount()).isEqualTo(1);
            assertThat(summary.streamStatus()).isEqualTo(StreamStatus.ACTIVE);
            assertThat(client.listStreamConsumers(r -> r.streamARN(summary.streamARN()))
                            .consumers())
                    .hasSize(1);
            assertThatThrownBy(() -> client.deleteStream(r -> r.streamName("s")))
                    .isInstanceOf(ResourceInUseException.class);
            assertThatThrownBy(() -> client.deleteStream(r -> r.streamName(DataEndpoint.OWN)))
                    .isInstanceOf(ResourceInUseException.class);
            client.deleteStream(r -> r.streamName("s").enforceConsumerDeletion(true));
        }
    }

    @Test
    void goesOnWithAnIteratorAfterARestart() {
        String iterator;
        try (KinesisClient client = endpoint.client()) {
            DataEndpoint.make(client, "s", 1);
            client.putRecord(r -> r.streamName("s").partitionKey("k").data(SdkBytes.fromUtf8String("1")));
            iterator = read(client, iterator(client, ShardIteratorType.TRIM_HORIZON, null, null))
                    .nextShardIterator();
        }
        endpoint.close();
        endpoint = new DataEndpoint(folder, DataEndpoint.unlimited());
        try (KinesisClient client = endpoint.client()) {
            client.putRecord(r -> r.streamName("s").partitionKey("k").data(SdkBytes.fromUtf8String("2")));
            assertThat(texts(client, iterator)).containsExactly("2");
            char other = iterator.charAt(20) == 'A' ? 'B' : 'A';
            String forged = iterator.substring(0, 20) + other + iterator.substring(21);
            assertThatThrownBy(() -> read(client, forged)).isInstanceOf(InvalidArgumentException.class);
        }
    }

    private static PutRecordsRequestEntry entry(int n) {
        return PutRecordsRequestEntry.builder()
                .partitionKey(n % 2 == 0 ? "a" : "b" + n)
                .data(SdkBytes.fromUtf8String("{\"n\":%d}".formatted(n)))
                .build();
    }

    private static String iterator(
            KinesisClient client,
            ShardIteratorType type,
            @org.jspecify.annotations.Nullable String sequence,
            @org.jspecify.annotations.Nullable Instant time) {
        return client.getShardIterator(r -> r.streamName("s")
                        .shardId("shardId-000000000000")
                        .shardIteratorType(type)
                        .startingSequenceNumber(sequence)
                        .timestamp(time))
                .shardIterator();
    }

    private static GetRecordsResponse read(KinesisClient client, String iterator) {
        return client.getRecords(r -> r.shardIterator(iterator));
    }

    private static List<String> texts(KinesisClient client, String iterator) {
        return read(client, iterator).records().stream()
                .map(record -> record.data().asUtf8String())
                .toList();
    }

    private static List<Record> readAll(KinesisClient client, String stream, String shard, int limit) {
        String iterator = client.getShardIterator(
                        r -> r.streamName(stream).shardId(shard).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
        List<Record> records = new ArrayList<>();
        while (true) {
            String from = iterator;
            GetRecordsResponse page =
                    client.getRecords(r -> r.shardIterator(from).limit(limit));
            records.addAll(page.records());
            iterator = page.nextShardIterator();
            assertThat(page.records().size()).isLessThanOrEqualTo(limit);
            if (page.millisBehindLatest() == 0) {
                return records;
            }
        }
    }
}
