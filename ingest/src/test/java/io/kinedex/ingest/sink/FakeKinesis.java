package io.kinedex.ingest.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import software.amazon.kinesis.retrieval.AggregatorUtil;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/**
 * Enough of Kinesis Data Streams' wire format for a publisher, over HTTP and in CBOR or JSON as the client asks: two shards, and
 * answers to PutRecords as the test scripts them. Any thread.
 */
final class FakeKinesis implements AutoCloseable {
    private static final BigInteger HALF = BigInteger.TWO.pow(127);
    private static final BigInteger END = BigInteger.TWO.pow(128).subtract(BigInteger.ONE);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final IntFunction<Fate> fates;
    private final List<KinesisClientRecord> stored = new ArrayList<>();
    private int parcels;
    private int requests;

    /** What becomes of an entry of PutRecords. */
    enum Fate {
        /** Stored and acknowledged. */
        TAKEN,
        /** Refused: too fast. */
        THROTTLED,
        /** Refused: the service failed. */
        FAILED,
        /** Stored, but the whole request is answered with status 500. */
        ANSWER_LOST
    }

    /** @param fates by the number of the entry, over all requests, from 0 */
    FakeKinesis(IntFunction<Fate> fates) throws IOException {
        this.fates = fates;
        this.server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What was stored, in order, taken out of aggregates. */
    synchronized List<KinesisClientRecord> stored() {
        return new AggregatorUtil().deaggregate(List.copyOf(stored));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        ObjectMapper mapper = type.contains("cbor") ? new CBORMapper() : new ObjectMapper();
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        JsonNode request = mapper.readTree(exchange.getRequestBody().readAllBytes());
        ObjectNode answer = mapper.createObjectNode();
        int status = 200;
        switch (target.substring(target.indexOf('.') + 1)) {
            case "DescribeStreamSummary" -> describe(answer.putObject("StreamDescriptionSummary"));
            case "ListShards" -> listShards(answer.putArray("Shards"));
            default -> status = put(request, answer);
        }
        byte[] body = mapper.writeValueAsBytes(answer);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void describe(ObjectNode summary) {
        summary.put("StreamName", "records")
                .put("StreamARN", "arn:aws:kinesis:us-east-1:000000000000:stream/records")
                .put("StreamStatus", "ACTIVE")
                .put("OpenShardCount", 2);
    }

    private static void listShards(ArrayNode shards) {
        shard(shards.addObject(), 0, BigInteger.ZERO, HALF.subtract(BigInteger.ONE));
        shard(shards.addObject(), 1, HALF, END);
    }

    private static void shard(ObjectNode shard, int number, BigInteger from, BigInteger to) {
        shard.put("ShardId", id(number));
        shard.putObject("HashKeyRange").put("StartingHashKey", from.toString()).put("EndingHashKey", to.toString());
        shard.putObject("SequenceNumberRange").put("StartingSequenceNumber", "0");
    }

    private static String id(int number) {
        return "shardId-%012d".formatted(number);
    }

    private synchronized int put(JsonNode request, ObjectNode answer) throws IOException {
        requests++;
        ArrayNode results = answer.putArray("Records");
        boolean lost = false;
        int failed = 0;
        for (JsonNode entry : request.get("Records")) {
            Fate fate = fates.apply(parcels++);
            lost |= fate == Fate.ANSWER_LOST;
            ObjectNode result = results.addObject();
            if (fate == Fate.TAKEN || fate == Fate.ANSWER_LOST) {
                store(entry);
                result.put("SequenceNumber", Integer.toString(stored.size())).put("ShardId", id(0));
            } else {
                failed++;
                result.put(
                                "ErrorCode",
                                fate == Fate.THROTTLED ? "ProvisionedThroughputExceededException" : "InternalFailure")
                        .put("ErrorMessage", "as scripted");
            }
        }
        answer.put("FailedRecordCount", failed);
        return lost ? 500 : 200;
    }

    private void store(JsonNode entry) throws IOException {
        stored.add(KinesisClientRecord.builder()
                .data(ByteBuffer.wrap(entry.get("Data").binaryValue()))
                .partitionKey(entry.get("PartitionKey").asText())
                .sequenceNumber(Integer.toString(stored.size()))
                .build());
    }

    synchronized int requests() {
        return requests;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
