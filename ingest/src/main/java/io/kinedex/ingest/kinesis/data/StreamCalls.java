package io.kinedex.ingest.kinesis.data;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kinedex.ingest.kinesis.Exchange;
import io.kinedex.ingest.kinesis.data.Input.Text;
import io.kinedex.ingest.kinesis.data.StreamState.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Makes, changes and deletes streams. Any thread. */
final class StreamCalls {
    private static final List<String> MODES = List.of("PROVISIONED", "ON_DEMAND");
    private static final int ON_DEMAND_SHARDS = 4;
    private static final int HOURS_MIN = 24;
    private static final int HOURS_MAX = 8760;

    private final DataStreams streams;
    private final Target target;

    StreamCalls(DataStreams streams, Target target) {
        this.streams = streams;
        this.target = target;
    }

    void create(Exchange exchange) throws IOException {
        Input input = new Input(exchange.input());
        String name = input.requireText("StreamName", Text.STREAM_NAME);
        boolean onDemand = input.structure("StreamModeDetails")
                .map(mode -> mode.requireWord("StreamMode", MODES).equals("ON_DEMAND"))
                .orElse(false);
        if (onDemand && input.has("ShardCount")) {
            throw Refusals.argument("ShardCount must not be given with the stream mode ON_DEMAND.");
        }
        int shards = onDemand
                ? ON_DEMAND_SHARDS
                : input.requireNumber(
                        "ShardCount", 1, Math.clamp(streams.config().shardsMax(), 1, 1024));
        Map<String, String> tags = input.tags("Tags", 0, TagCalls.TAGS_MAX);
        exchange.requireAllowed(streams.arns().stream(name));
        DataStream stream = streams.create(name, shards, onDemand);
        stream.change(state -> state.withTags(tags));
        reply(exchange);
    }

    void delete(Exchange exchange) throws IOException {
        Input input = new Input(exchange.input());
        boolean consumersToo = input.flag("EnforceConsumerDeletion");
        DataStream stream = target.stream(exchange, input);
        if (stream.ofNode()) {
            throw Refusals.inUse(
                    "Stream %s is this node's own metadata stream and cannot be deleted.".formatted(stream.name()));
        }
        if (stream.state().status() == Status.CREATING) {
            throw Refusals.inUse("Stream %s under account %s not ACTIVE, instead in state CREATING"
                    .formatted(stream.name(), streams.arns().account()));
        }
        if (!stream.state().consumers().isEmpty() && !consumersToo) {
            throw Refusals.inUse(
                    "Stream %s under account %s has enhanced fan-out consumers; deregister them or set EnforceConsumerDeletion."
                            .formatted(stream.name(), streams.arns().account()));
        }
        if (stream.isActive()) {
            streams.delete(stream);
        }
        reply(exchange);
    }

    void increaseRetention(Exchange exchange) throws IOException {
        keepFor(exchange, true);
    }

    void decreaseRetention(Exchange exchange) throws IOException {
        keepFor(exchange, false);
    }

    private void keepFor(Exchange exchange, boolean longer) throws IOException {
        Input input = new Input(exchange.input());
        int hours = input.requireNumber("RetentionPeriodHours", Integer.MIN_VALUE, Integer.MAX_VALUE);
        DataStream stream = target.changeable(exchange, input);
        if (stream.ofNode()) {
            throw Refusals.argument("How long stream %s keeps its records is set by the node's configuration."
                    .formatted(stream.name()));
        }
        if (hours < HOURS_MIN || hours > HOURS_MAX) {
            throw Refusals.argument("%s retention period must be in %d..%d hours, was %d"
                    .formatted(longer ? "Maximum" : "Minimum", HOURS_MIN, HOURS_MAX, hours));
        }
        Duration age = Duration.ofHours(hours);
        int change = age.compareTo(stream.state().retention());
        if (longer ? change < 0 : change > 0) {
            throw Refusals.argument(
                    "Requested retention period (%d hours) for stream %s can not be %s than existing retention period (%d hours)."
                            .formatted(
                                    hours,
                                    stream.name(),
                                    longer ? "shorter" : "longer",
                                    stream.state().retention().toHours()));
        }
        stream.change(state -> state.with(age));
        stream.log().keepFor(age);
        reply(exchange);
    }

    static void reply(Exchange exchange) throws IOException {
        exchange.reply(JsonNodeFactory.instance.objectNode());
    }
}
