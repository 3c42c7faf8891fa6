package io.kinedex.ingest.kinesis.data;

import io.kinedex.ingest.kinesis.AwsException;
import io.kinedex.ingest.kinesis.Exchange;
import io.kinedex.ingest.kinesis.data.Input.Text;
import io.kinedex.metadata.stream.EntryLog;
import java.util.OptionalInt;

/** Finds the stream and the shard that a request is about, once its caller may do that. Any thread. */
final class Target {
    private final DataStreams streams;

    Target(DataStreams streams) {
        this.streams = streams;
    }

    /** The stream of {@code StreamName} or {@code StreamARN}, whatever its status. */
    DataStream stream(Exchange exchange, Input input) {
        return named(exchange, name(input));
    }

    DataStream named(Exchange exchange, String name) {
        exchange.requireAllowed(streams.arns().stream(name));
        return streams.require(name);
    }

    /** As above, where nothing but an active stream will do. */
    DataStream activeStream(Exchange exchange, Input input) {
        return requireActive(stream(exchange, input));
    }

    /** A stream that is being made or deleted has no records yet or any more. */
    DataStream requireActive(DataStream stream) {
        if (!stream.isActive()) {
            throw Refusals.noStream(stream.name(), streams.arns().account());
        }
        return stream;
    }

    /** A stream that is to be changed. */
    DataStream changeable(Exchange exchange, Input input) {
        DataStream stream = stream(exchange, input);
        if (!stream.isActive()) {
            throw Refusals.inUse("Stream %s under account %s not ACTIVE, instead in state %s"
                    .formatted(
                            stream.name(),
                            streams.arns().account(),
                            stream.state().status()));
        }
        return stream;
    }

    /** The name that the request gives, in one way or the other. */
    String name(Input input) {
        String arn = input.text("StreamARN", Text.STREAM_ARN).orElse("");
        String name = input.text("StreamName", Text.STREAM_NAME).orElse("");
        if (arn.isEmpty() && name.isEmpty()) {
            throw Refusals.argument("Missing StreamName or StreamARN: one of them must be given.");
        }
        if (arn.isEmpty()) {
            return name;
        }
        String named = nameOf(arn);
        if (!name.isEmpty() && !name.equals(named)) {
            throw Refusals.argument("StreamARN %s and StreamName %s are not of the same stream.".formatted(arn, name));
        }
        return named;
    }

    String nameOf(String arn) {
        return streams.arns()
                .streamName(arn)
                .orElseThrow(() -> Refusals.notFound("Stream %s not found.".formatted(arn)));
    }

    /** @throws AwsException ResourceNotFoundException where the log has no such shard */
    int shard(DataStream stream, EntryLog log, String shardId) {
        OptionalInt shard = ShardId.parse(shardId);
        if (shard.isEmpty() || shard.getAsInt() >= log.shards()) {
            throw Refusals.noShard(shardId, stream.name(), streams.arns().account());
        }
        return shard.getAsInt();
    }
}
