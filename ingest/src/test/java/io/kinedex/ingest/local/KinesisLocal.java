package io.kinedex.ingest.local;

import io.kinedex.inference.pinned.PinnedFile;
import io.kinedex.inference.pinned.PinnedList;
import io.kinedex.inference.pinned.PinnedStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/**
 * A Kinesis Data Streams on this machine: npm's kinesis-local, run by Node.js. It holds to the service's limits: 1 MiB and 1000
 * records a second of a shard.
 */
public final class KinesisLocal extends LocalServer {
    private KinesisLocal(ProcessBuilder builder, int port) throws IOException {
        super(builder, port);
    }

    /** Starts one that answers when this returns. */
    public static KinesisLocal start() throws IOException, InterruptedException {
        return start(Map.of());
    }

    /** @param settings environment variables of kinesis-local, as its README names them */
    public static KinesisLocal start(Map<String, String> settings) throws IOException, InterruptedException {
        int port = freePort();
        ProcessBuilder builder =
                new ProcessBuilder("node", pinned("kinesis-local-0.6.2.js").toString());
        Map<String, String> environment = builder.environment();
        environment.put("KINESIS_MOCK_PLAIN_PORT", Integer.toString(port));
        environment.put("KINESIS_MOCK_TLS_PORT", Integer.toString(freePort()));
        environment.put(
                "KINESIS_MOCK_CERT_PATH",
                pinned("kinesis-local-0.6.2-certificate.json").toString());
        environment.put("LOG_LEVEL", "ERROR");
        environment.putAll(settings);
        KinesisLocal server = new KinesisLocal(builder, port);
        server.awaitAnswer("/healthcheck");
        return server;
    }

    private static Path pinned(String name) {
        PinnedFile file = PinnedList.read("io/kinedex/ingest/local/servers.yaml").stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        return PinnedStore.configured().require(file);
    }

    public KinesisAsyncClient client() {
        return KinesisAsyncClient.builder()
                .endpointOverride(endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials())
                .httpClientBuilder(NettyNioAsyncHttpClient.builder())
                .build();
    }

    /** Makes a stream and waits until it is active. */
    public void create(String stream, int shards) throws InterruptedException {
        try (KinesisAsyncClient client = client()) {
            client.createStream(request -> request.streamName(stream).shardCount(shards))
                    .join();
            while (client.describeStreamSummary(request -> request.streamName(stream))
                            .join()
                            .streamDescriptionSummary()
                            .streamStatus()
                    != StreamStatus.ACTIVE) {
                Thread.sleep(20);
            }
        }
    }
}
