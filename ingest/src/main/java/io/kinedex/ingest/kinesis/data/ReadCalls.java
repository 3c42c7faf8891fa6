package io.kinedex.ingest.kinesis.data;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kinedex.ingest.kinesis.AwsException;
import io.kinedex.ingest.kinesis.Exchange;
import io.kinedex.ingest.kinesis.data.Input.Text;
import io.kinedex.ingest.kinesis.data.SignedTokens.Purpose;
import io.kinedex.ingest.kinesis.data.SignedTokens.Token;
import io.kinedex.metadata.stream.Entry;
import io.kinedex.metadata.stream.EntryLog;
import io.kinedex.metadata.stream.EntryPage;
import io.kinedex.metadata.stream.SequenceNumber;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** Gives records out, page by page. Any thread. */
final class ReadCalls {
    private static final Duration ITERATOR_LIFE = Duration.ofMinutes(5);
    private static final int RECORDS_MAX = 10_000;
    private static final long PAGE_BYTES_MAX = 10 << 20;

    private final DataStreams streams;
    private final Target target;

    ReadCalls(DataStreams streams, Target target) {
        this.streams = streams;
        this.target = target;
    }

    void getShardIterator(Exchange exchange) throws IOException {
        Input input = new Input(exchange.input());
        String shardId = input.requireText("ShardId", Text.SHARD_ID);
        Beginning beginning = Beginning.read(
                input,
                "ShardIteratorType",
                "StartingSequenceNumber",
                streams.clock().instant());
        DataStream stream = target.activeStream(exchange, input);
        EntryLog log = stream.log();
        int shard = target.shard(stream, log, shardId);
        String iterator = iterator(log, shard, beginning.in(log, shardId, stream.name()));
        exchange.reply(JsonNodeFactory.instance.objectNode().put("ShardIterator", iterator));
    }

    void getRecords(Exchange exchange) throws IOException {
        Input input = new Input(exchange.input());
        int limit = input.number("Limit", 1, RECORDS_MAX).orElse(RECORDS_MAX);
        Token iterator = streams.tokens()
                .read(Purpose.SHARD_ITERATOR, input.requireText("ShardIterator", Text.SHARD_ITERATOR))
                .orElseThrow(() -> Refusals.argument("Invalid ShardIterator."));
        DataStream stream = streams.ofLog(iterator.owner())
                .orElseThrow(() -> Refusals.notFound("The stream of this ShardIterator is not found."));
        exchange.requireAllowed(stream.arn());
        requireSame(input, stream);
        requireFresh(iterator);
        EntryLog log = stream.log();
        int shard = iterator.shard();
        String what = "shard %s in stream %s under account %s"
                .formatted(ShardId.of(shard), stream.name(), streams.arns().account());
        stream.rates(shard).refuseRead(what).ifPresent(refusal -> {
            throw refusal;
        });
        EntryPage page = log.read(shard, position(iterator), limit, PAGE_BYTES_MAX);
        stream.rates(shard)
                .haveRead(page.entries().stream().mapToLong(Entry::size).sum());
        String next = iterator(log, shard, page.position());
        exchange.reply(out -> write(page, next, out));
    }

    private void requireSame(Input input, DataStream stream) {
        input.text("StreamARN", Text.STREAM_ARN)
                .filter(arn -> !arn.equals(stream.arn()))
                .ifPresent(arn -> {
                    throw Refusals.argument("The ShardIterator is not of stream %s.".formatted(arn));
                });
    }

    private void requireFresh(Token iterator) throws AwsException {
        Instant now = streams.clock().instant();
        if (iterator.issued().plus(ITERATOR_LIFE).isBefore(now)) {
            throw new AwsException(
                    400,
                    "ExpiredIteratorException",
                    "Iterator expired. The iterator was created at time %s while right now it is %s which is further in the future than the tolerated delay of %d milliseconds."
                            .formatted(iterator.issued(), now, ITERATOR_LIFE.toMillis()));
        }
    }

    private String iterator(EntryLog log, int shard, SequenceNumber after) {
        return streams.tokens()
                .sign(new Token(
                        Purpose.SHARD_ITERATOR,
                        log.identity(),
                        shard,
                        after.toString(),
                        streams.clock().instant()));
    }

    private static SequenceNumber position(Token iterator) {
        return new SequenceNumber(Long.parseLong(iterator.place()));
    }

    private static void write(EntryPage page, String next, JsonGenerator out) throws IOException {
        out.writeStartObject();
        writeRecords(page, out);
        out.writeStringField("NextShardIterator", next);
        out.writeNumberField("MillisBehindLatest", page.behind().toMillis());
        out.writeEndObject();
    }

    /** The member {@code Records}, without a tree of them. */
    static void writeRecords(EntryPage page, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("Records");
        for (Entry entry : page.entries()) {
            out.writeStartObject();
            out.writeStringField("SequenceNumber", entry.sequence().toString());
            out.writePOJOField("ApproximateArrivalTimestamp", entry.arrival());
            out.writeFieldName("Data");
            entry.data(out::writeBinary);
            out.writeStringField("PartitionKey", entry.key());
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
