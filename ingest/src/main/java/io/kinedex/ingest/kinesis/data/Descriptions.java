package io.kinedex.ingest.kinesis.data;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.ingest.kinesis.Exchange;
import io.kinedex.ingest.kinesis.data.Input.Text;
import io.kinedex.ingest.kinesis.data.SignedTokens.Purpose;
import io.kinedex.ingest.kinesis.data.SignedTokens.Token;
import io.kinedex.metadata.stream.EntryLog;
import io.kinedex.metadata.stream.HashKeyRange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tells of streams and their shards. Any thread. */
final class Descriptions {
    private static final int LIST_MAX = 10_000;
    private static final int LIST_DEFAULT = 100;
    private static final int SHARDS_DEFAULT = 1000;
    private static final Duration TOKEN_LIFE = Duration.ofSeconds(300);
    private static final List<String> FILTERS = List.of(
            "AFTER_SHARD_ID", "AT_TRIM_HORIZON", "FROM_TRIM_HORIZON", "AT_LATEST", "AT_TIMESTAMP", "FROM_TIMESTAMP");

    private final DataStreams streams;
    private final Target target;

    Descriptions(DataStreams streams, Target target) {
        this.streams = streams;
        this.target = target;
    }

    void listStreams(Exchange exchange) throws IOException {
        Input input = new Input(exchange.input());
        int limit = input.number("Limit", 1, LIST_MAX).orElse(LIST_DEFAULT);
        String after = input.text("NextToken", Text.NEXT_TOKEN)
                .map(text -> token(Purpose.LIST_STREAMS, text).place())
                .or(() -> input.text("ExclusiveStartStreamName", Text.STREAM_NAME))
                .orElse("");
        exchange.requireAllowed(streams.arns().everyStream());
        List<DataStream> rest = streams.all().stream()
                .filter(stream -> stream.name().compareTo(after) > 0)
                .toList();
        List<DataStream> page = rest.subList(0, Math.min(limit, rest.size()));
        ObjectNode output = JsonNodeFactory.instance.objectNode();
        ArrayNode names = output.putArray("StreamNames");
        page.forEach(stream -> names.add(stream.name()));
        output.put("HasMoreStreams", page.size() < rest.size());
        if (page.size() < rest.size()) {
            output.put(
                    "NextToken",
                    sign(Purpose.LIST_STREAMS, "", 0, page.getLast().name()));
        }
        ArrayNode summaries = output.putArray("StreamSummaries");
        page.forEach(stream -> head(stream, summaries.addObject()));
        exchange.reply(output);
    }

    void describe(Exchange exchange) throws IOException {
        Input input = new Input(exchange.input());
        int limit = input.number("Limit", 1, LIST_MAX).orElse(LIST_DEFAULT);
        int from = input.text("ExclusiveStartShardId", Text.SHARD_ID)
                .map(Descriptions::after)
                .orElse(0);
        DataStream stream = target.stream(exchange, input);
        ObjectNode output = JsonNodeFactory.instance.objectNode();
        ObjectNode description = output.putObject("StreamDescription");
        head(stream, description);
        int end = stream.isActive()
                ? Math.clamp((long) from + limit, 0, stream.state().shards())
                : 0;
        shards(stream, from, end, description.putArray("Shards"));
        description.put(
                "HasMoreShards", stream.isActive() && end < stream.state().shards());
        settings(stream, description);
        exchange.reply(output);
    }

    void summary(Exchange exchange) throws IOException {
        DataStream stream = target.stream(exchange, new Input(exchange.input()));
        ObjectNode output = JsonNodeFactory.instance.objectNode();
        ObjectNode summary = output.putObject("StreamDescriptionSummary");
        head(stream, summary);
        settings(stream, summary);
        summary.put("OpenShardCount", stream.isActive() ? stream.state().shards() : 0);
        summary.put("ConsumerCount", stream.state().consumers().size());
        exchange.reply(output);
    }

    void limits(Exchange exchange) throws IOException {
        exchange.requireAllowed(streams.arns().everyStream());
        ObjectNode output = JsonNodeFactory.instance.objectNode();
        output.put("ShardLimit", streams.config().shardsMax());
        output.put("OpenShardCount", streams.openShards());
        output.put(
                "OnDemandStreamCount",
                streams.all().stream()
                        .filter(stream -> stream.state().onDemand())
                        .count());
        output.put("OnDemandStreamCountLimit", streams.config().streamsMax());
        exchange.reply(output);
    }

    void listShards(Exchange exchange) throws IOException {
        Input input = new Input(exchange.input());
        int limit = input.number("MaxResults", 1, LIST_MAX).orElse(SHARDS_DEFAULT);
        Optional<Token> token = input.text("NextToken", Text.NEXT_TOKEN).map(text -> token(Purpose.LIST_SHARDS, text));
        if (token.isPresent() && (input.has("StreamName") || input.has("ExclusiveStartShardId"))) {
            throw Refusals.argument("NextToken and StreamName cannot be provided together.");
        }
        int from = token.map(Token::shard).orElseGet(() -> firstShard(input));
        DataStream stream = token.isPresent() ? ofToken(exchange, token.get()) : target.activeStream(exchange, input);
        int end = Math.clamp((long) from + limit, 0, stream.state().shards());
        ObjectNode output = JsonNodeFactory.instance.objectNode();
        shards(stream, from, end, output.putArray("Shards"));
        if (end < stream.state().shards()) {
            output.put("NextToken", sign(Purpose.LIST_SHARDS, stream.log().identity(), end, ""));
        }
        exchange.reply(output);
    }

    /** All shards of a stream are as old as itself and open, so that only one filter leaves any out. */
    private int firstShard(Input input) {
        Optional<Integer> start =
                input.text("ExclusiveStartShardId", Text.SHARD_ID).map(Descriptions::after);
        Optional<Integer> filtered = input.structure("ShardFilter").flatMap(filter -> switch (filter.requireWord(
                "Type", FILTERS)) {
            case "AFTER_SHARD_ID" -> Optional.of(after(filter.requireText("ShardId", Text.SHARD_ID)));
            case "AT_TIMESTAMP", "FROM_TIMESTAMP" -> {
                requirePast(filter);
                yield Optional.empty();
            }
            default -> Optional.empty();
        });
        return Math.max(start.orElse(0), filtered.orElse(0));
    }

    private void requirePast(Input filter) {
        Instant time = filter.time("Timestamp")
                .orElseThrow(() -> Refusals.argument("A Timestamp must be given with this ShardFilter."));
        if (time.isAfter(streams.clock().instant())) {
            throw Refusals.argument("The Timestamp of a ShardFilter cannot be in the future.");
        }
    }

    private DataStream ofToken(Exchange exchange, Token token) {
        DataStream stream = streams.ofLog(token.owner())
                .orElseThrow(() -> Refusals.notFound("The stream of this NextToken is not found."));
        exchange.requireAllowed(stream.arn());
        return stream;
    }

    private static int after(String shardId) {
        return ShardId.parse(shardId).orElseThrow(() -> Refusals.argument("%s is no shard id.".formatted(shardId))) + 1;
    }

    private String sign(Purpose purpose, String owner, int shard, String place) {
        return streams.tokens()
                .sign(new Token(purpose, owner, shard, place, streams.clock().instant()));
    }

    private Token token(Purpose purpose, String text) {
        Token token = streams.tokens().read(purpose, text).orElseThrow(() -> Refusals.argument("Invalid NextToken."));
        if (token.issued().plus(TOKEN_LIFE).isBefore(streams.clock().instant())) {
            throw Refusals.expiredToken();
        }
        return token;
    }

    private static void head(DataStream stream, ObjectNode into) {
        StreamState state = stream.state();
        into.put("StreamName", state.name());
        into.put("StreamARN", stream.arn());
        into.put("StreamStatus", state.status().name());
        into.putObject("StreamModeDetails").put("StreamMode", state.onDemand() ? "ON_DEMAND" : "PROVISIONED");
        into.putPOJO("StreamCreationTimestamp", state.created());
    }

    private static void settings(DataStream stream, ObjectNode into) {
        into.put("RetentionPeriodHours", Math.max(1, stream.state().retention().toHours()));
        into.putArray("EnhancedMonitoring").addObject().putArray("ShardLevelMetrics");
        into.put("EncryptionType", "NONE");
    }

    private static void shards(DataStream stream, int from, int end, ArrayNode into) {
        if (from >= end) {
            return;
        }
        EntryLog log = stream.log();
        for (int shard = from; shard < end; shard++) {
            HashKeyRange range = log.hashKeys(shard);
            ObjectNode each = into.addObject();
            each.put("ShardId", ShardId.of(shard));
            each.putObject("HashKeyRange")
                    .put("StartingHashKey", range.start().toString())
                    .put("EndingHashKey", range.end().toString());
            each.putObject("SequenceNumberRange").put("StartingSequenceNumber", "0");
        }
    }
}
