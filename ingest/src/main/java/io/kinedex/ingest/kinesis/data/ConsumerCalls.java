package io.kinedex.ingest.kinesis.data;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.ingest.kinesis.AwsException;
import io.kinedex.ingest.kinesis.Exchange;
import io.kinedex.ingest.kinesis.data.Arns.ConsumerName;
import io.kinedex.ingest.kinesis.data.Input.Text;
import io.kinedex.ingest.kinesis.data.SignedTokens.Purpose;
import io.kinedex.ingest.kinesis.data.SignedTokens.Token;
import io.kinedex.ingest.kinesis.data.StreamState.Consumer;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The consumers that have registered for a rate of their own. Any thread. */
final class ConsumerCalls {
    private static final int CONSUMERS_MAX = 20;
    private static final int LIST_DEFAULT = 100;
    private static final int LIST_MAX = 10_000;

    private final DataStreams streams;
    private final Target target;
    private final Subscriptions subscriptions;

    ConsumerCalls(DataStreams streams, Target target, Subscriptions subscriptions) {
        this.streams = streams;
        this.target = target;
        this.subscriptions = subscriptions;
    }

    void register(Exchange exchange) throws IOException {
        Input input = new Input(exchange.input());
        String name = input.requireText("ConsumerName", Text.STREAM_NAME);
        input.requireText("StreamARN", Text.STREAM_ARN);
        DataStream stream = target.changeable(exchange, input);
        Consumer consumer = new Consumer(name, streams.clock().instant());
        stream.change(state -> {
            if (state.consumer(name).isPresent()) {
                throw Refusals.inUse("Consumer %s under stream ARN %s already exists for account %s."
                        .formatted(name, stream.arn(), streams.arns().account()));
            }
            if (state.consumers().size() >= CONSUMERS_MAX) {
                throw Refusals.limit("Stream %s has %d consumers already.".formatted(stream.name(), CONSUMERS_MAX));
            }
            return state.with(consumer);
        });
        ObjectNode output = JsonNodeFactory.instance.objectNode();
        write(stream, consumer, output.putObject("Consumer"));
        exchange.reply(output);
    }

    void describe(Exchange exchange) throws IOException {
        Registered registered = registered(exchange, new Input(exchange.input()));
        ObjectNode output = JsonNodeFactory.instance.objectNode();
        ObjectNode description = output.putObject("ConsumerDescription");
        write(registered.stream(), registered.consumer(), description);
        description.put("StreamARN", registered.stream().arn());
        exchange.reply(output);
    }

    void deregister(Exchange exchange) throws IOException {
        Registered registered = registered(exchange, new Input(exchange.input()));
        registered.stream().change(state -> state.without(registered.consumer()));
        subscriptions.end(registered.arn());
        StreamCalls.reply(exchange);
    }

    void list(Exchange exchange) throws IOException {
        Input input = new Input(exchange.input());
        int limit = input.number("MaxResults", 1, LIST_MAX).orElse(LIST_DEFAULT);
        input.requireText("StreamARN", Text.STREAM_ARN);
        String after = input.text("NextToken", Text.NEXT_TOKEN)
                .map(text -> streams.tokens()
                        .read(Purpose.LIST_CONSUMERS, text)
                        .orElseThrow(() -> Refusals.argument("Invalid NextToken."))
                        .place())
                .orElse("");
        DataStream stream = target.stream(exchange, input);
        List<Consumer> rest = stream.state().consumers().stream()
                .filter(consumer -> consumer.name().compareTo(after) > 0)
                .sorted(Comparator.comparing(Consumer::name))
                .toList();
        ObjectNode output = JsonNodeFactory.instance.objectNode();
        ArrayNode list = output.putArray("Consumers");
        rest.stream().limit(limit).forEach(consumer -> write(stream, consumer, list.addObject()));
        if (rest.size() > limit) {
            output.put(
                    "NextToken",
                    streams.tokens()
                            .sign(new Token(
                                    Purpose.LIST_CONSUMERS,
                                    "",
                                    0,
                                    rest.get(limit - 1).name(),
                                    streams.clock().instant())));
        }
        exchange.reply(output);
    }

    /** A consumer that is there, its stream and its ARN. */
    record Registered(DataStream stream, Consumer consumer, String arn) {}

    /** The consumer of {@code ConsumerARN}, or of {@code StreamARN} and {@code ConsumerName}. */
    Registered registered(Exchange exchange, Input input) {
        Optional<String> arn = input.text("ConsumerARN", Text.CONSUMER_ARN);
        if (arn.isPresent()) {
            return byArn(exchange, arn.get());
        }
        if (!input.has("StreamARN") || !input.has("ConsumerName")) {
            throw Refusals.argument("Either ConsumerARN or both StreamARN and ConsumerName must be given.");
        }
        String name = input.requireText("ConsumerName", Text.STREAM_NAME);
        DataStream stream = target.stream(exchange, input);
        return stream.state()
                .consumer(name)
                .map(consumer -> registered(stream, consumer))
                .orElseThrow(() -> missing(name, stream.arn()));
    }

    Registered byArn(Exchange exchange, String arn) {
        ConsumerName name = Arns.consumerName(arn).orElseThrow(() -> missing(arn, "it names"));
        DataStream stream = target.named(exchange, target.nameOf(name.streamArn()));
        return stream.state()
                .consumer(name.consumer())
                .map(consumer -> registered(stream, consumer))
                .filter(registered -> registered.arn().equals(arn))
                .orElseThrow(() -> missing(arn, stream.arn()));
    }

    private Registered registered(DataStream stream, Consumer consumer) {
        return new Registered(
                stream, consumer, streams.arns().consumer(stream.name(), consumer.name(), consumer.created()));
    }

    private AwsException missing(String consumer, String stream) {
        return Refusals.notFound("Consumer %s under stream ARN %s not found for account %s."
                .formatted(consumer, stream, streams.arns().account()));
    }

    private void write(DataStream stream, Consumer consumer, ObjectNode into) {
        into.put("ConsumerName", consumer.name());
        into.put("ConsumerARN", registered(stream, consumer).arn());
        into.put("ConsumerStatus", "ACTIVE");
        into.putPOJO("ConsumerCreationTimestamp", consumer.created());
    }
}
