package io.kinedex.ingest.kinesis.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEventStream;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/** How long a subscription lives, and who may take it over, by a clock that the test moves. */
@Timeout(120)
class SubscriptionLifeTest {
    private static final String STREAM = "arn:aws:kinesis:us-east-1:000000000000:stream/kinedex";
    private static final String SHARD = "shardId-000000000000";
    private static final StartingPosition OLDEST =
            StartingPosition.builder().type(ShardIteratorType.TRIM_HORIZON).build();

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong(System.nanoTime());
    private DataEndpoint endpoint;
    private SdkAsyncHttpClient transport;
    private KinesisAsyncClient client;
    private String consumer;

    @BeforeEach
    void start() throws Exception {
        endpoint = new DataEndpoint(folder, DataEndpoint.unlimited(), Clock.systemUTC(), _ -> Map.of(), nanos::get);
        transport = NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1).build();
        client = endpoint.asyncClient(transport);
        consumer = client.registerStreamConsumer(r -> r.streamARN(STREAM).consumerName("app"))
                .get(30, TimeUnit.SECONDS)
                .consumer()
                .consumerARN();
    }

    @AfterEach
    void close() {
        client.close();
        transport.close();
        endpoint.close();
    }

    /** One call of SubscribeToShard and what came by it. */
    private final class Subscribed {
        final BlockingQueue<String> data = new LinkedBlockingQueue<>();
        final AtomicReference<String> place = new AtomicReference<>("");
        final CompletableFuture<Void> answered = new CompletableFuture<>();
        final CompletableFuture<Void> call;

        Subscribed(StartingPosition from) {
            call = client.subscribeToShard(
                    r -> r.consumerARN(consumer).shardId(SHARD).startingPosition(from),
                    SubscribeToShardResponseHandler.builder()
                            .onResponse(_ -> answered.complete(null))
                            .subscriber((SubscribeToShardEventStream event) -> take((SubscribeToShardEvent) event))
                            .build());
        }

        private void take(SubscribeToShardEvent event) {
            place.set(event.continuationSequenceNumber());
            event.records().forEach(record -> data.add(record.data().asUtf8String()));
        }

        String next() throws InterruptedException {
            String next = data.poll(30, TimeUnit.SECONDS);
            assertThat(next).as("another record").isNotNull();
            return next;
        }
    }

    private void put(String text) throws Exception {
        client.putRecord(r -> r.streamName("kinedex")
                        .partitionKey("k")
                        .explicitHashKey("0")
                        .data(SdkBytes.fromUtf8String(text)))
                .get(30, TimeUnit.SECONDS);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void endsInOrderAfterFiveMinutesAndTheNextGoesOn() throws Exception {
        Subscribed first = new Subscribed(OLDEST);
        put("one");
        assertThat(first.next()).isEqualTo("one");
        pass(Duration.ofSeconds(299));
        put("two");
        assertThat(first.next()).isEqualTo("two");
        assertThat(first.call).isNotDone();

        pass(Duration.ofSeconds(1));
        put("three");
        first.call.get(30, TimeUnit.SECONDS);
        put("four");

        Subscribed second = new Subscribed(StartingPosition.builder()
                .type(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                .sequenceNumber(first.place.get())
                .build());
        List<String> rest = new java.util.ArrayList<>(first.data);
        while (!rest.contains("four")) {
            rest.add(second.next());
        }
        assertThat(rest).containsExactly("three", "four");
    }

    @Test
    void isNotTakenOverInItsFirstFiveSecondsAndIsLater() throws Exception {
        put("one");
        Subscribed first = new Subscribed(OLDEST);
        assertThat(first.next()).isEqualTo("one");
        pass(Duration.ofMillis(4_999));
        assertThatThrownBy(() -> new Subscribed(OLDEST).call.get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ResourceInUseException.class)
                .hasMessageContaining("Another active subscription exists for this consumer");
        put("two");
        assertThat(first.next()).isEqualTo("two");

        pass(Duration.ofMillis(1));
        Subscribed second = new Subscribed(OLDEST);
        assertThat(second.next()).isEqualTo("one");
        assertThat(second.next()).isEqualTo("two");
        assertThatThrownBy(() -> first.call.get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ResourceInUseException.class)
                .hasMessageContaining("has taken this subscription over");
        put("three");
        assertThat(second.next()).isEqualTo("three");
        assertThat(first.data).isEmpty();
    }
}
