package io.kinedex.ingest.kinesis.data;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.ingest.kinesis.AwsException;
import io.kinedex.ingest.kinesis.Exchange;
import io.kinedex.ingest.kinesis.data.Input.Text;
import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.profile.ProfileLog;
import io.kinedex.metadata.stream.Document;
import io.kinedex.metadata.stream.EntryLog;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes records in; they are on the disk when a call is answered. Any thread. */
final class WriteCalls {
    private static final Logger LOG = LoggerFactory.getLogger(WriteCalls.class);
    private static final int RECORDS_MAX = 500;

    private final DataStreams streams;
    private final Target target;

    WriteCalls(DataStreams streams, Target target) {
        this.streams = streams;
        this.target = target;
    }

    void putRecord(Exchange exchange) throws IOException {
        Input input = new Input(exchange.input());
        // records of a shard are in the order of their calls anyhow
        input.text("SequenceNumberForOrdering", Text.SEQUENCE_NUMBER);
        Document document = document(input);
        requireSmall(document);
        DataStream stream = writable(exchange, input);
        EntryLog log = stream.log();
        int shard = log.shardOf(document);
        if (!stream.rates(shard).write(size(document))) {
            throw Refusals.throughput(exceeded(shard, stream));
        }
        exchange.reply(place(log.put(List.of(document)).getFirst()));
    }

    void putRecords(Exchange exchange) throws IOException {
        Input input = new Input(exchange.input());
        List<Document> documents = input.requireStructures("Records", 1, RECORDS_MAX).stream()
                .map(WriteCalls::document)
                .toList();
        documents.forEach(this::requireSmall);
        long bytes = documents.stream().mapToLong(WriteCalls::size).sum();
        if (bytes > streams.config().requestBytesMax().bytes()) {
            throw Refusals.argument("Records size exceeds the limit of %s: %d bytes in %d records."
                    .formatted(streams.config().requestBytesMax(), bytes, documents.size()));
        }
        DataStream stream = writable(exchange, input);
        exchange.reply(put(stream, documents));
    }

    private DataStream writable(Exchange exchange, Input input) {
        DataStream stream = target.activeStream(exchange, input);
        if (stream.log() instanceof ProfileLog) {
            throw Refusals.argument("Stream %s is a view of the node's own metadata stream and takes no records."
                    .formatted(stream.name()));
        }
        return stream;
    }

    private ObjectNode put(DataStream stream, List<Document> documents) {
        EntryLog log = stream.log();
        List<ObjectNode> results = new ArrayList<>();
        List<Document> admitted = new ArrayList<>();
        List<Integer> placesOf = new ArrayList<>();
        Set<Integer> full = new HashSet<>();
        for (Document document : documents) {
            int shard = log.shardOf(document);
            // once a record had to be left out, those after it are too, so that none comes before it when it is sent
            // again
            if (full.contains(shard) || !stream.rates(shard).write(size(document))) {
                full.add(shard);
                results.add(failure("ProvisionedThroughputExceededException", exceeded(shard, stream)));
            } else {
                placesOf.add(results.size());
                results.add(JsonNodeFactory.instance.objectNode());
                admitted.add(document);
            }
        }
        int failed = documents.size() - admitted.size();
        try {
            List<EntryLog.Place> places = log.put(admitted);
            for (int i = 0; i < places.size(); i++) {
                results.set(placesOf.get(i), place(places.get(i)));
            }
        } catch (MetadataException e) {
            LOG.warn("{} records for stream {} were not taken: {}", admitted.size(), stream.name(), e.getMessage());
            failed = documents.size();
            placesOf.forEach(i -> results.set(i, failure("InternalFailure", "Internal Service Failure")));
        }
        ObjectNode output = JsonNodeFactory.instance.objectNode();
        output.put("FailedRecordCount", failed);
        ArrayNode list = output.putArray("Records");
        results.forEach(list::add);
        return output;
    }

    private static ObjectNode place(EntryLog.Place place) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("ShardId", ShardId.of(place.shard()))
                .put("SequenceNumber", place.sequence().toString());
    }

    private static ObjectNode failure(String code, String message) {
        return JsonNodeFactory.instance.objectNode().put("ErrorCode", code).put("ErrorMessage", message);
    }

    private String exceeded(int shard, DataStream stream) {
        return "Rate exceeded for shard %s in stream %s under account %s."
                .formatted(ShardId.of(shard), stream.name(), streams.arns().account());
    }

    private static Document document(Input input) {
        String key = input.requireText("PartitionKey", Text.PARTITION_KEY);
        byte[] data = input.requireBlob("Data");
        return input.text("ExplicitHashKey", Text.HASH_KEY)
                .map(hash -> new Document(key, hashKey(hash), data))
                .orElseGet(() -> new Document(key, null, data));
    }

    private static BigInteger hashKey(String text) {
        BigInteger hash = new BigInteger(text);
        if (hash.bitLength() > 128) {
            throw Refusals.argument(
                    "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was "
                            + text);
        }
        return hash;
    }

    private void requireSmall(Document document) throws AwsException {
        long max = streams.config().recordBytesMax().bytes();
        if (size(document) > max) {
            throw Refusals.validation(
                    "of %d bytes with its partition key".formatted(size(document)),
                    "data",
                    "have length less than or equal to " + max);
        }
    }

    private static long size(Document document) {
        return document.data().length + (long) document.key().getBytes(StandardCharsets.UTF_8).length;
    }
}
