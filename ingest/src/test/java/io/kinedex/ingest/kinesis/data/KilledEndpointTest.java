package io.kinedex.ingest.kinesis.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** The node is killed while PutRecords come in, several times on one folder; what was acknowledged is there once. */
@Timeout(180)
class KilledEndpointTest {
    private static final int KILLS = 2;
    private static final int BATCH = 100;

    @TempDir
    Path folder;

    @Test
    void keepsEveryAcknowledgedRecordOnceAndInOrder() throws Exception {
        Random random = new Random(7);
        AtomicLong next = new AtomicLong();
        for (int kill = 0; kill < KILLS; kill++) {
            long acknowledged = putUntilKilled(next.get(), random.nextInt(5, 60));
            long kept = check(acknowledged);
            next.set(kept);
        }
        assertThat(next.get()).isPositive();
    }

    /** Puts numbers from the given one on, and kills the process in the middle; how many were acknowledged in all. */
    private long putUntilKilled(long from, int batches) throws Exception {
        AtomicLong acknowledged = new AtomicLong(from);
        try (Child child = Child.start(folder)) {
            long enough = from + (long) batches * BATCH;
            try (KinesisClient client = client(child.address())) {
                while (true) {
                    long first = acknowledged.get();
                    var put = client.putRecords(
                            r -> r.streamName(DataEndpoint.OWN).records(numbers(first)));
                    assertThat(put.failedRecordCount()).isZero();
                    if (acknowledged.addAndGet(BATCH) == enough) {
                        // from another thread, so that it comes somewhere in the calls that follow
                        Thread.ofVirtual().start(child::kill);
                    }
                }
            } catch (SdkException e) {
                assertThat(acknowledged.get()).as("before %s", e).isGreaterThan(from);
            }
        }
        return acknowledged.get();
    }

    private static List<PutRecordsRequestEntry> numbers(long first) {
        return LongStream.range(first, first + BATCH)
                .mapToObj(n -> PutRecordsRequestEntry.builder()
                        .partitionKey("gate-2")
                        .data(SdkBytes.fromUtf8String(Long.toString(n)))
                        .build())
                .toList();
    }

    /** Reads all there is: all numbers from 0 on without a gap, and at least those acknowledged. */
    private long check(long acknowledged) throws Exception {
        List<Long> numbers = new ArrayList<>();
        try (Child child = Child.start(folder);
                KinesisClient client = client(child.address())) {
            for (Shard shard :
                    client.listShards(r -> r.streamName(DataEndpoint.OWN)).shards()) {
                String iterator = client.getShardIterator(r -> r.streamName(DataEndpoint.OWN)
                                .shardId(shard.shardId())
                                .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                        .shardIterator();
                GetRecordsResponse page;
                do {
                    String at = iterator;
                    page = client.getRecords(r -> r.shardIterator(at).limit(1000));
                    page.records()
                            .forEach(record ->
                                    numbers.add(Long.parseLong(record.data().asUtf8String())));
                    iterator = page.nextShardIterator();
                } while (page.millisBehindLatest() > 0);
            }
        }
        assertThat(numbers)
                .containsExactlyElementsOf(
                        LongStream.range(0, numbers.size()).boxed().toList());
        assertThat((long) numbers.size()).isGreaterThanOrEqualTo(acknowledged);
        return numbers.size();
    }

    private static KinesisClient client(URI address) {
        return KinesisClient.builder()
                .httpClient(ApacheHttpClient.builder()
                        .socketTimeout(Duration.ofSeconds(20))
                        .build())
                .endpointOverride(address)
                .region(Region.US_EAST_1)
                .credentialsProvider(DataEndpoint.credentials())
                .overrideConfiguration(c -> c.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }

    /** A JVM like this one that serves the folder. */
    private record Child(Process process, URI address) implements AutoCloseable {
        static Child start(Path folder) throws Exception {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                    .filter(argument -> argument.startsWith("--enable-native-access"))
                    .forEach(command::add);
            command.addAll(List.of(
                    "-cp", System.getProperty("java.class.path"), ServingChild.class.getName(), folder.toString()));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            BufferedReader out = process.inputReader();
            String line = out.readLine();
            while (line != null && !line.startsWith("http")) {
                line = out.readLine();
            }
            if (line == null) {
                process.destroyForcibly();
                throw new IllegalStateException("the child has ended with " + process.waitFor());
            }
            return new Child(process, URI.create(line));
        }

        void kill() {
            process.toHandle().destroyForcibly();
        }

        @Override
        public void close() throws Exception {
            process.destroyForcibly().waitFor();
        }
    }
}
