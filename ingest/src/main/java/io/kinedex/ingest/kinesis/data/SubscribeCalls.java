package io.kinedex.ingest.kinesis.data;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kinedex.ingest.kinesis.AwsException;
import io.kinedex.ingest.kinesis.Events;
import io.kinedex.ingest.kinesis.Exchange;
import io.kinedex.ingest.kinesis.Rate;
import io.kinedex.ingest.kinesis.data.ConsumerCalls.Registered;
import io.kinedex.ingest.kinesis.data.Input.Text;
import io.kinedex.ingest.kinesis.data.Subscriptions.Ending;
import io.kinedex.ingest.kinesis.data.Subscriptions.Subscription;
import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.MetadataException.Code;
import io.kinedex.metadata.stream.Entry;
import io.kinedex.metadata.stream.EntryLog;
import io.kinedex.metadata.stream.EntryPage;
import io.kinedex.metadata.stream.SequenceNumber;
import java.io.IOException;
import java.time.Duration;

/**
 * Pushes a shard's records to a registered consumer as they come, for five minutes at a time. Any thread; each call keeps its
 * own for as long.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SubscribeToShard.html">SubscribeToShard</a>
 */
final class SubscribeCalls {
    private static final Duration LIFE = Duration.ofMinutes(5);
    /** An event without records comes where there are none for so long, so that the consumer knows its place. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(5);

    private static final int EVENT_RECORDS_MAX = 10_000;
    private static final long EVENT_BYTES_MAX = 1 << 20;

    private final DataStreams streams;
    private final Target target;
    private final ConsumerCalls consumers;
    private final Subscriptions subscriptions;

    SubscribeCalls(DataStreams streams, Target target, ConsumerCalls consumers, Subscriptions subscriptions) {
        this.streams = streams;
        this.target = target;
        this.consumers = consumers;
        this.subscriptions = subscriptions;
    }

    void subscribe(Exchange exchange) throws IOException, InterruptedException {
        Input input = new Input(exchange.input());
        String shardId = input.requireText("ShardId", Text.SHARD_ID);
        String consumerArn = input.requireText("ConsumerARN", Text.CONSUMER_ARN);
        Beginning beginning = Beginning.read(
                input.requireStructure("StartingPosition"),
                "Type",
                "SequenceNumber",
                streams.clock().instant());
        Registered consumer = consumers.byArn(exchange, consumerArn);
        DataStream stream = target.requireActive(consumer.stream());
        EntryLog log = stream.log();
        int shard = target.shard(stream, log, shardId);
        SequenceNumber from = beginning.in(log, shardId, stream.name());
        try (Subscription subscription = subscriptions
                .begin(consumerArn, shard)
                .orElseThrow(() -> Refusals.inUse("Another active subscription exists for this consumer: %s:%s:%s"
                        .formatted(streams.arns().account(), stream.name(), shardId)))) {
            Events events = exchange.events();
            events.send("initial-response", SubscribeCalls::nothing);
            push(new Shard(log, shard, rate(stream)), from, subscription, events);
        }
    }

    private Rate rate(DataStream stream) {
        boolean limited = !stream.ofNode() || streams.config().nodeStreamLimits();
        return new Rate(limited ? streams.config().fanOutBytesPerSecond().bytes() : 0, System::nanoTime);
    }

    /** A shard that is followed, as fast as may be. */
    private record Shard(EntryLog log, int shard, Rate rate) {}

    private static void push(Shard shard, SequenceNumber from, Subscription subscription, Events events)
            throws IOException, InterruptedException {
        try {
            follow(shard, from, subscription, events);
        } catch (InterruptedException e) {
            Ending ending = subscription.ending().orElseThrow(() -> e);
            events.fail(
                    switch (ending) {
                        case TAKEN_OVER ->
                            Refusals.inUse("Another call of SubscribeToShard has taken this subscription over.");
                        case DEREGISTERED -> Refusals.notFound("The consumer was deregistered.");
                    });
        } catch (MetadataException e) {
            events.fail(
                    e.code() == Code.CLOSED
                            ? Refusals.notFound("The stream is not there any more.")
                            : new AwsException(500, "InternalFailureException", "the node's disk fails"));
        }
    }

    private static void follow(Shard shard, SequenceNumber from, Subscription subscription, Events events)
            throws IOException, InterruptedException {
        SequenceNumber position = from;
        while (true) {
            EntryPage page = shard.log().read(shard.shard(), position, EVENT_RECORDS_MAX, EVENT_BYTES_MAX);
            position = page.position();
            events.send("SubscribeToShardEvent", out -> write(page, out));
            shard.rate().charge(page.entries().stream().mapToLong(Entry::size).sum());
            Thread.sleep(Duration.ofMillis(shard.rate().millisOwed()));
            Duration left = LIFE.minus(subscription.age());
            if (!left.isPositive()) {
                return;
            }
            if (page.behind().isZero()) {
                shard.log().await(shard.shard(), position, left.compareTo(SILENCE_MAX) < 0 ? left : SILENCE_MAX);
            }
        }
    }

    private static void nothing(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeEndObject();
    }

    private static void write(EntryPage page, JsonGenerator out) throws IOException {
        out.writeStartObject();
        ReadCalls.writeRecords(page, out);
        out.writeStringField("ContinuationSequenceNumber", page.position().toString());
        out.writeNumberField("MillisBehindLatest", page.behind().toMillis());
        out.writeEndObject();
    }
}
