package io.kinedex.ingest.kinesis.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinedex.ingest.config.DataStreamsConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** AWS's own limits and refusals, as its client meets them. */
class DataLimitsTest {
    @TempDir
    Path folder;

    private final MovedClock clock = new MovedClock();
    private DataEndpoint endpoint;
    private KinesisClient client;

    @BeforeEach
    void start() {
        endpoint = new DataEndpoint(folder, DataStreamsConfig.defaults(), clock);
        client = endpoint.client();
        DataEndpoint.make(client, "made", 2);
    }

    @AfterEach
    void close() {
        client.close();
        endpoint.close();
    }

    @Test
    void tellsWhichRecordsWereTooMuchAndKeepsTheOrderOfTheOthers() {
        PutRecordsResponse put = client.putRecords(r -> r.streamName("made")
                .records(
                        IntStream.range(0, 5).mapToObj(n -> entry("a", 400_000)).toList()));
        assertThat(put.failedRecordCount()).isEqualTo(3);
        assertThat(put.records().subList(0, 2)).allMatch(result -> result.sequenceNumber() != null);
        assertThat(put.records().subList(2, 5))
                .allMatch(
                        result -> result.errorCode().equals("ProvisionedThroughputExceededException")
                                && result.errorMessage()
                                        .equals(
                                                "Rate exceeded for shard shardId-000000000000 in stream made under account 000000000000."));
    }

    @Test
    void throttlesNothingOnTheNodesOwnStream() {
        PutRecordsResponse put = client.putRecords(
                r -> r.streamName(DataEndpoint.OWN).records(Collections.nCopies(5, entry("a", 900_000))));
        assertThat(put.failedRecordCount()).isZero();
    }

    @Test
    void refusesWhatIsTooLargeOrTooMany() {
        refuses(
                () -> client.putRecord(r ->
                        r.streamName("made").partitionKey("k").data(SdkBytes.fromByteArray(new byte[(1 << 20) + 1]))),
                "ValidationException",
                "'data' failed to satisfy constraint: Member must have length less than or equal to 1048576");
        refuses(
                () -> client.putRecords(r -> r.streamName("made").records(Collections.nCopies(501, entry("a", 1)))),
                "ValidationException",
                "'records' failed to satisfy constraint: Member must have length less than or equal to 500");
        refuses(
                () -> client.putRecords(
                        r -> r.streamName("made").records(Collections.nCopies(6, entry("a", 1_000_000)))),
                "InvalidArgumentException",
                "5MB");
        refuses(
                () -> client.putRecord(
                        r -> r.streamName("made").partitionKey("k".repeat(257)).data(SdkBytes.fromUtf8String("1"))),
                "ValidationException",
                "'partitionKey'");
        refuses(
                () -> client.createStream(r -> r.streamName("no spaces").shardCount(1)),
                "ValidationException",
                "Value 'no spaces' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
    }

    private static void refuses(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String error, String text) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(KinesisException.class, e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo(error);
                    assertThat(e.statusCode()).isEqualTo(400);
                })
                .hasMessageContaining(text);
    }

    @Test
    void refusesStreamsThatAreThereOrAreNot() {
        assertThatThrownBy(() -> client.createStream(r -> r.streamName("made").shardCount(1)))
                .isInstanceOf(ResourceInUseException.class)
                .hasMessageContaining("Stream made under account 000000000000 already exists.");
        assertThatThrownBy(() -> client.createStream(r -> r.streamName("big").shardCount(499)))
                .isInstanceOf(LimitExceededException.class);
        assertThatThrownBy(() -> client.describeStream(r -> r.streamName("none")))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> client.getShardIterator(r -> r.streamName("made")
                        .shardId("shardId-000000000002")
                        .shardIteratorType(ShardIteratorType.LATEST)))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("Could not find shard shardId-000000000002 in stream made");
    }

    @Test
    void iteratorsExpireAfterFiveMinutesAndEndWithTheirStream() {
        String iterator = iterator();
        // the client's clock is not the endpoint's
        clock.move(299);
        assertThat(client.getRecords(r -> r.shardIterator(iterator)).records()).isEmpty();
        clock.move(2);
        assertThatThrownBy(() -> client.getRecords(r -> r.shardIterator(iterator)))
                .isInstanceOf(ExpiredIteratorException.class);
        String fresh = iterator();
        DataEndpoint.delete(client, "made");
        DataEndpoint.make(client, "made", 2);
        assertThatThrownBy(() -> client.getRecords(r -> r.shardIterator(fresh)))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> client.getRecords(r -> r.shardIterator("nonsense")))
                .isInstanceOf(InvalidArgumentException.class);
    }

    private String iterator() {
        return client.getShardIterator(r -> r.streamName("made")
                        .shardId("shardId-000000000000")
                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
    }

    @Test
    void listsInPages() {
        var first = client.listStreams(r -> r.limit(1));
        assertThat(first.streamNames()).containsExactly("kinedex");
        assertThat(first.hasMoreStreams()).isTrue();
        assertThat(client.listStreams(r -> r.nextToken(first.nextToken())).streamNames())
                .containsExactly("made");
        assertThat(client.listStreams(r -> r.exclusiveStartStreamName("kinedex"))
                        .streamNames())
                .containsExactly("made");
        assertThat(client.listStreamsPaginator(r -> r.limit(1)).streamNames()).containsExactly("kinedex", "made");

        var shards = client.listShards(r -> r.streamName("made").maxResults(1));
        assertThat(shards.shards()).extracting(shard -> shard.shardId()).containsExactly("shardId-000000000000");
        assertThat(client.listShards(r -> r.nextToken(shards.nextToken())).shards())
                .extracting(shard -> shard.shardId())
                .containsExactly("shardId-000000000001");
        assertThat(client.describeStream(r -> r.streamName("made").exclusiveStartShardId("shardId-000000000000"))
                        .streamDescription()
                        .shards())
                .hasSize(1);
    }

    private static PutRecordsRequestEntry entry(String key, int bytes) {
        return PutRecordsRequestEntry.builder()
                .partitionKey(key)
                .data(SdkBytes.fromByteArray(new byte[bytes]))
                .build();
    }

    /** The real time, and as much more as the test says. */
    private static final class MovedClock extends Clock {
        private volatile long seconds;

        void move(long more) {
            seconds += more;
        }

        @Override
        public Instant instant() {
            return Instant.now().plusSeconds(seconds);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
