package io.kinedex.ingest.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** A DynamoDB on this machine, in memory: Amazon's DynamoDBLocal in a JVM of its own. */
public final class DynamoDbLocal extends LocalServer {
    private DynamoDbLocal(ProcessBuilder builder, int port) throws IOException {
        super(builder, port);
    }

    /** Starts one that answers when this returns. */
    public static DynamoDbLocal start() throws IOException, InterruptedException {
        Path jars = jars();
        int port = freePort();
        DynamoDbLocal server = new DynamoDbLocal(
                new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.library.path=" + jars,
                        "-classpath",
                        jars + "/*",
                        "com.amazonaws.services.dynamodbv2.local.main.ServerRunner",
                        "-inMemory",
                        "-sharedDb",
                        "-disableTelemetry",
                        "-port",
                        Integer.toString(port))),
                port);
        server.awaitAnswer("/");
        return server;
    }

    /** The build's folder of its jars. */
    private static Path jars() {
        Path jars = Path.of(System.getProperty("kinedex.root", ".."), "ingest", "target", "dynamodb-local");
        if (!Files.isDirectory(jars)) {
            throw new IllegalStateException("%s is missing: run 'mvn process-test-resources'".formatted(jars));
        }
        return jars;
    }

    public DynamoDbAsyncClient client() {
        return DynamoDbAsyncClient.builder()
                .endpointOverride(endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials())
                .httpClientBuilder(NettyNioAsyncHttpClient.builder())
                .build();
    }
}
