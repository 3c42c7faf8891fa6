package io.kinedex.ingest.bench;

import io.kinedex.metadata.kinesis.KinesisSinkFactory;
import io.kinedex.metadata.kinesis.KinesisSinkOptions;
import io.kinedex.metadata.kinesis.KinesisTarget;
import io.kinedex.metadata.record.RecordJson;
import io.kinedex.metadata.sink.PayloadEncoder;
import io.kinedex.metadata.sink.SinkOptions;
import io.kinedex.metadata.sink.SinkRunner;
import io.kinedex.metadata.sink.SinkStatus;
import io.kinedex.metadata.stream.RocksMetadataStream;
import io.kinedex.metadata.stream.StartPosition;
import io.kinedex.metadata.stream.StreamOptions;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/**
 * How fast records reach a Kinesis data stream: by a bare client that cares for nothing, then by the sink, in order and
 * acknowledged. Makes a data stream of its own at the endpoint and deletes it.
 */
public final class PublishBenchmark {
    private static final int BATCH = 500;
    private static final int UNDER_WAY_MAX = 4;
    private static final long POLL_MILLIS = 20;
    private static final Duration ANSWER_MAX = Duration.ofMinutes(2);

    private final URI endpoint;
    private final String region;
    private final Path folder;
    private final Load load;
    private final PrintWriter out;

    /**
     * What is published.
     *
     * @param cameras how many stream names
     * @param records of each
     * @param shards  of the data stream
     */
    public record Load(int cameras, int records, int shards) {}

    /** @param folder for the metadata stream, empty */
    public PublishBenchmark(URI endpoint, String region, Path folder, Load load, PrintWriter out) {
        this.endpoint = endpoint;
        this.region = region;
        this.folder = folder;
        this.load = load;
        this.out = out;
    }

    /** Runs and prints what was measured. */
    public void run() throws InterruptedException {
        try (KinesisAsyncClient client = client();
                RocksMetadataStream stream = RocksMetadataStream.open(folder, StreamOptions.defaults())) {
            CameraRecords.append(stream, load.cameras(), load.records());
            int bytes = RecordJson.write(CameraRecords.of("camera-0", 1)).length;
            out.printf(
                    "%d records of %d bytes, %d stream names, %d shards%n",
                    load.cameras() * load.records(), bytes, load.cameras(), load.shards());
            in(client, name -> bare(client, name));
            in(client, name -> sink(stream, name, true));
            in(client, name -> sink(stream, name, false));
        }
    }

    private KinesisAsyncClient client() {
        return KinesisAsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.of(region))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .protocol(Protocol.HTTP1_1)
                        .readTimeout(ANSWER_MAX))
                .build();
    }

    private interface Step {
        void run(String dataStream) throws InterruptedException;
    }

    private void in(KinesisAsyncClient client, Step step) throws InterruptedException {
        String name = "kinedex-bench-" + UUID.randomUUID();
        client.createStream(request -> request.streamName(name).shardCount(load.shards()))
                .join();
        try {
            while (client.describeStreamSummary(request -> request.streamName(name))
                            .join()
                            .streamDescriptionSummary()
                            .streamStatus()
                    != StreamStatus.ACTIVE) {
                Thread.sleep(POLL_MILLIS);
            }
            step.run(name);
        } finally {
            client.deleteStream(request -> request.streamName(name)).join();
        }
        out.flush();
    }

    /** Batches of single records, four requests at once, no order, refusals only counted. */
    private void bare(KinesisAsyncClient client, String name) {
        long begin = System.nanoTime();
        int total = load.cameras() * load.records();
        long refused = 0;
        Deque<CompletableFuture<PutRecordsResponse>> underWay = new ArrayDeque<>();
        for (int first = 0; first < total; first += BATCH) {
            if (underWay.size() == UNDER_WAY_MAX) {
                refused += underWay.removeFirst().join().failedRecordCount();
            }
            List<PutRecordsRequestEntry> entries = IntStream.range(first, Math.min(total, first + BATCH))
                    .mapToObj(this::entry)
                    .toList();
            underWay.addLast(
                    client.putRecords(request -> request.streamName(name).records(entries)));
        }
        for (CompletableFuture<PutRecordsResponse> answer : underWay) {
            refused += answer.join().failedRecordCount();
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        out.printf("bare client, no order: %.0f records/s taken, %d refused%n", (total - refused) / seconds, refused);
    }

    private PutRecordsRequestEntry entry(int number) {
        String camera = "camera-" + number % load.cameras();
        return PutRecordsRequestEntry.builder()
                .partitionKey(camera)
                .data(SdkBytes.fromByteArrayUnsafe(
                        RecordJson.write(CameraRecords.of(camera, number / load.cameras() + 1))))
                .build();
    }

    private void sink(RocksMetadataStream stream, String name, boolean aggregation) throws InterruptedException {
        KinesisTarget target = new KinesisTarget(name, region, endpoint.toString());
        long begin = System.nanoTime();
        try (SinkRunner runner = SinkRunner.start(
                SinkOptions.of(name, folder.resolve("sinks"), Set.of(), new StartPosition.TrimHorizon()),
                stream,
                new KinesisSinkFactory(new KinesisSinkOptions(
                        name, target, aggregation, PayloadEncoder.recordJson(), folder.resolve("too-large"))))) {
            while (runner.status().acknowledged().compareTo(stream.latest()) < 0) {
                Thread.sleep(POLL_MILLIS);
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            SinkStatus status = runner.status();
            out.printf(
                    "sink, in order, %s: %.0f records/s acknowledged, %d requests, %d throttled, %d failures%n",
                    aggregation ? "aggregated" : "record by record",
                    load.cameras() * load.records() / seconds,
                    status.events().getOrDefault("requests", 0L),
                    status.events().getOrDefault("throttled", 0L),
                    status.failures());
        }
    }
}
