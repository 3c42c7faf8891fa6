package io.kinedex.ingest.bench;

import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.archive.FragmentArchive.ArchiveOptions;
import io.kinedex.ingest.config.KinesisConfig;
import io.kinedex.ingest.kinesis.KinesisServer;
import io.kinedex.ingest.kinesis.Operations;
import io.kinedex.ingest.kinesis.auth.AccessKey;
import io.kinedex.ingest.kinesis.video.KinesisVideo;
import io.kinedex.ingest.kinesis.video.OwnStreams;
import io.kinedex.ingest.kinesis.video.VideoSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesisvideo.KinesisVideoClient;
import software.amazon.awssdk.services.kinesisvideomedia.KinesisVideoMediaClient;
import software.amazon.awssdk.services.kinesisvideomedia.model.GetMediaResponse;
import software.amazon.awssdk.services.kinesisvideomedia.model.StartSelectorType;

/** Kinesis Video's API over an archive in a folder, without a node, and clients that put and get media. Any thread. */
final class MediaEndpoint implements AutoCloseable {
    private static final AccessKey KEY =
            new AccessKey("benchmark", "AKIABENCHMARK0000001", "benchmark-of-this-process-alone", List.of(), List.of());
    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY.id(), KEY.secret()));
    private static final KinesisConfig CONFIG = KinesisConfig.defaults().beside("127.0.0.1", 0);
    private static final ArchiveOptions ARCHIVE =
            new ArchiveOptions(64L << 20, 0, 50L << 20, Duration.ofDays(7), Long.MAX_VALUE);
    private static final int READ_BYTES = 128 << 10;

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService threads;
    private final FragmentArchive archive;
    private final KinesisServer server;

    MediaEndpoint(Path folder, ExecutorService threads) {
        this.threads = threads;
        archive = FragmentArchive.open(folder.resolve("archive"), ARCHIVE, Clock.systemUTC());
        Operations operations = new Operations();
        KinesisVideo.register(
                operations,
                archive,
                folder.resolve("kinesis-video"),
                new OwnStreams(archive),
                new VideoSettings(
                        CONFIG.region(), CONFIG.accountId(), CONFIG.video().unpaced(), Clock.systemUTC()),
                new SimpleMeterRegistry());
        server = KinesisServer.start(vertx, CONFIG, operations, id -> Optional.of(KEY), new SimpleMeterRegistry());
    }

    void create(String stream) {
        try (KinesisVideoClient client = KinesisVideoClient.builder()
                .httpClient(ApacheHttpClient.create())
                .endpointOverride(address())
                .region(Region.of(CONFIG.region()))
                .credentialsProvider(CREDENTIALS)
                .build()) {
            client.createStream(r -> r.streamName(stream).dataRetentionInHours(24));
        }
    }

    /** Puts so many fragments; returns their bytes when the last of them is acknowledged as persisted. */
    long put(String stream, int fragmentBytes, int fragments) throws InterruptedException, ExecutionException {
        MediaProducer.Call call = new MediaProducer.Call(
                stream, Instant.now().minus(Duration.ofHours(1)), KEY.id(), KEY.secret(), CONFIG.region());
        try (MediaProducer producer = new MediaProducer(address(), call)) {
            Future<Long> sending = threads.submit(() -> send(producer, fragmentBytes, fragments));
            for (int persisted = 0; persisted < fragments; ) {
                String ack = producer.ack()
                        .orElseThrow(
                                () -> new IllegalStateException("PutMedia ends before the last fragment is persisted"));
                if (ack.contains("\"ERROR\"")) {
                    throw new IllegalStateException("PutMedia answers " + ack);
                }
                persisted += ack.contains("\"PERSISTED\"") ? 1 : 0;
            }
            return sending.get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long send(MediaProducer producer, int fragmentBytes, int fragments) throws IOException {
        SyntheticMedia media = new SyntheticMedia(fragmentBytes);
        media.sendHead(producer);
        long bytes = 0;
        for (int i = 0; i < fragments; i++) {
            bytes += media.send(producer, i);
        }
        producer.end();
        return bytes;
    }

    /** Gets what is in the stream from its earliest fragment on, until so many bytes have come. */
    long get(String stream, long bytes) {
        try (KinesisVideoMediaClient client = KinesisVideoMediaClient.builder()
                        .httpClient(ApacheHttpClient.create())
                        .endpointOverride(address())
                        .region(Region.of(CONFIG.region()))
                        .credentialsProvider(CREDENTIALS)
                        .build();
                ResponseInputStream<GetMediaResponse> media = client.getMedia(r ->
                        r.streamName(stream).startSelector(s -> s.startSelectorType(StartSelectorType.EARLIEST)))) {
            byte[] piece = new byte[READ_BYTES];
            long read = 0;
            while (read < bytes) {
                int got = media.read(piece);
                if (got < 0) {
                    throw new IllegalStateException("GetMedia ends after %d bytes of %d".formatted(read, bytes));
                }
                read += got;
            }
            media.abort();
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    @Override
    public void close() {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        archive.close();
    }
}
