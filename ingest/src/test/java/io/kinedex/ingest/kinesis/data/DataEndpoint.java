package io.kinedex.ingest.kinesis.data;

import io.kinedex.ingest.config.ByteSize;
import io.kinedex.ingest.config.DataStreamsConfig;
import io.kinedex.ingest.kinesis.Operations;
import io.kinedex.ingest.kinesis.TestEndpoint;
import io.kinedex.metadata.stream.EntryLog;
import io.kinedex.metadata.stream.RocksMetadataStream;
import io.kinedex.metadata.stream.StreamOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.waiters.WaiterOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** Kinesis Data Streams over a folder, without the rest of a node, and clients for it. Closed by the test. */
final class DataEndpoint implements AutoCloseable {
    static final String OWN = "kinedex";

    final RocksMetadataStream own;
    final DataStreams streams;
    private final TestEndpoint endpoint;

    DataEndpoint(Path folder, DataStreamsConfig config) {
        this(folder, config, Clock.systemUTC());
    }

    DataEndpoint(Path folder, DataStreamsConfig config, Clock clock) {
        this(folder, config, clock, _ -> Map.of());
    }

    DataEndpoint(Path folder, DataStreamsConfig config, Clock clock, Function<EntryLog, Map<String, EntryLog>> views) {
        this(folder, config, clock, views, System::nanoTime);
    }

    DataEndpoint(
            Path folder,
            DataStreamsConfig config,
            Clock clock,
            Function<EntryLog, Map<String, EntryLog>> views,
            LongSupplier nanos) {
        own = RocksMetadataStream.open(
                folder.resolve("metadata"), StreamOptions.defaults().withFreeBytesMin(0));
        streams = DataStreams.open(
                folder.resolve("data-streams"),
                new DataStreams.Own(own, Duration.ofDays(7), views.apply(own)),
                config,
                TestEndpoint.REGION,
                TestEndpoint.ACCOUNT,
                clock);
        Operations operations = new Operations();
        DataOperations.register(operations, streams, nanos);
        endpoint = new TestEndpoint(operations);
    }

    static DataStreamsConfig unlimited() {
        DataStreamsConfig aws = DataStreamsConfig.defaults();
        ByteSize none = new ByteSize(0);
        return new DataStreamsConfig(
                aws.name(),
                false,
                aws.streamsMax(),
                aws.shardsMax(),
                aws.retentionBytes(),
                aws.recordBytesMax(),
                aws.requestBytesMax(),
                none,
                0,
                none,
                0,
                none);
    }

    /** Makes a stream and returns when it can be used. */
    static void make(KinesisClient client, String name, int shards) {
        client.createStream(r -> r.streamName(name).shardCount(shards));
        client.waiter().waitUntilStreamExists(r -> r.streamName(name), DataEndpoint::often);
    }

    /** Deletes a stream and returns when it has gone. */
    static void delete(KinesisClient client, String name) {
        client.deleteStream(r -> r.streamName(name));
        client.waiter().waitUntilStreamNotExists(r -> r.streamName(name), DataEndpoint::often);
    }

    private static void often(WaiterOverrideConfiguration.Builder waiter) {
        waiter.maxAttempts(600).backoffStrategyV2(BackoffStrategy.fixedDelay(Duration.ofMillis(100)));
    }

    URI address() {
        return endpoint.address();
    }

    static StaticCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(
                AwsBasicCredentials.create(TestEndpoint.ACCESS_KEY_ID, TestEndpoint.SECRET));
    }

    KinesisClient client() {
        return client(ApacheHttpClient.create());
    }

    KinesisClient client(SdkHttpClient http) {
        return KinesisClient.builder()
                .httpClient(http)
                .endpointOverride(address())
                .region(Region.of(TestEndpoint.REGION))
                .credentialsProvider(credentials())
                .build();
    }

    KinesisAsyncClient asyncClient(SdkAsyncHttpClient http) {
        return KinesisAsyncClient.builder()
                .httpClient(http)
                .endpointOverride(address())
                .region(Region.of(TestEndpoint.REGION))
                .credentialsProvider(credentials())
                .build();
    }

    @Override
    public void close() {
        endpoint.close();
        streams.close();
        own.close();
    }
}
