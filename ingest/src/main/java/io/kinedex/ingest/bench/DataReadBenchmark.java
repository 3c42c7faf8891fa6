package io.kinedex.ingest.bench;

import io.kinedex.ingest.config.KinesisConfig;
import io.kinedex.ingest.kinesis.KinesisServer;
import io.kinedex.ingest.kinesis.Operations;
import io.kinedex.ingest.kinesis.auth.AccessKey;
import io.kinedex.ingest.kinesis.data.DataOperations;
import io.kinedex.ingest.kinesis.data.DataStreams;
import io.kinedex.metadata.stream.RocksMetadataStream;
import io.kinedex.metadata.stream.StreamOptions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * How fast Amazon's client writes to the node's own stream by PutRecords and reads it by GetRecords, over loopback, with the
 * client in the same process.
 */
public final class DataReadBenchmark {
    private static final String STREAM = "kinedex";
    private static final int BATCH_BYTES = 4_000_000;
    private static final int BATCH_RECORDS = 500;
    private static final AccessKey KEY =
            new AccessKey("benchmark", "AKIABENCHMARK0000001", "benchmark-of-this-process-alone", List.of(), List.of());

    private final Path folder;
    private final int recordBytes;
    private final long bytes;
    private final int rounds;
    private final PrintWriter out;

    /**
     * @param folder    for the stream
     * @param megabytes how much is written, then read in each round
     */
    public DataReadBenchmark(Path folder, int recordBytes, int megabytes, int rounds, PrintWriter out) {
        this.folder = folder;
        this.recordBytes = recordBytes;
        this.bytes = megabytes * 1_000_000L;
        this.rounds = rounds;
        this.out = out;
    }

    /** Runs and prints what was measured. */
    public void run() throws InterruptedException, ExecutionException {
        KinesisConfig config = KinesisConfig.defaults().beside("127.0.0.1", 0);
        Vertx vertx = Vertx.vertx();
        try (RocksMetadataStream log = RocksMetadataStream.open(folder.resolve("metadata"), StreamOptions.defaults());
                DataStreams streams = DataStreams.open(
                        folder.resolve("data-streams"),
                        new DataStreams.Own(log, Duration.ofDays(1)),
                        config.dataStreams(),
                        config.region(),
                        config.accountId(),
                        Clock.systemUTC());
                KinesisServer server = KinesisServer.start(
                        vertx, config, operations(streams), id -> Optional.of(KEY), new SimpleMeterRegistry());
                KinesisClient client = client(config, server.port())) {
            measure(client, log.shards());
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static Operations operations(DataStreams streams) {
        Operations operations = new Operations();
        DataOperations.register(operations, streams);
        return operations;
    }

    private static KinesisClient client(KinesisConfig config, int port) {
        return KinesisClient.builder()
                .httpClient(ApacheHttpClient.create())
                .endpointOverride(URI.create("http://127.0.0.1:" + port))
                .region(Region.of(config.region()))
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY.id(), KEY.secret())))
                .build();
    }

    private void measure(KinesisClient client, int shards) throws InterruptedException, ExecutionException {
        Stopwatch writing = new Stopwatch();
        long written = write(client);
        print("PutRecords", new double[] {written / 1e6 / writing.seconds()});
        for (int readers : new int[] {1, shards}) {
            double[] speeds = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                Stopwatch reading = new Stopwatch();
                long read = read(client, shards, readers);
                speeds[round] = read / 1e6 / reading.seconds();
                if (read != written) {
                    throw new IllegalStateException("read %d bytes of %d".formatted(read, written));
                }
            }
            print("GetRecords, %d at a time".formatted(readers), speeds);
        }
    }

    private void print(String what, double[] megabytesPerSecond) {
        Arrays.sort(megabytesPerSecond);
        out.printf(
                "%-26s %7.0f MB/s (%.0f to %.0f), records of %d bytes%n",
                what,
                Percentiles.of(megabytesPerSecond, 0.5),
                megabytesPerSecond[0],
                megabytesPerSecond[megabytesPerSecond.length - 1],
                recordBytes);
        out.flush();
    }

    private long write(KinesisClient client) {
        int perBatch = Math.clamp(BATCH_BYTES / recordBytes, 1, BATCH_RECORDS);
        byte[] data = new byte[recordBytes];
        Random random = new Random(1);
        long written = 0;
        for (int key = 0; written < bytes; ) {
            List<PutRecordsRequestEntry> batch = new ArrayList<>();
            for (int i = 0; i < perBatch; i++, key++) {
                random.nextBytes(data);
                batch.add(PutRecordsRequestEntry.builder()
                        .partitionKey("key-" + key)
                        .data(SdkBytes.fromByteArray(data))
                        .build());
            }
            client.putRecords(r -> r.streamName(STREAM).records(batch));
            written += (long) perBatch * recordBytes;
        }
        return written;
    }

    private static long read(KinesisClient client, int shards, int readers)
            throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newFixedThreadPool(readers)) {
            List<Future<Long>> counts = new ArrayList<>();
            for (int shard = 0; shard < shards; shard++) {
                String id = "shardId-%012d".formatted(shard);
                counts.add(threads.submit(() -> readShard(client, id)));
            }
            long sum = 0;
            for (Future<Long> count : counts) {
                sum += count.get();
            }
            return sum;
        }
    }

    private static long readShard(KinesisClient client, String shard) {
        String iterator = client.getShardIterator(
                        r -> r.streamName(STREAM).shardId(shard).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
        long read = 0;
        while (true) {
            String from = iterator;
            GetRecordsResponse page = client.getRecords(r -> r.shardIterator(from));
            for (Record record : page.records()) {
                read += record.data().asByteArrayUnsafe().length;
            }
            if (page.millisBehindLatest() == 0) {
                return read;
            }
            iterator = page.nextShardIterator();
        }
    }
}
