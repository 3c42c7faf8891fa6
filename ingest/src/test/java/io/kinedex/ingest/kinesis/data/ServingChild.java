package io.kinedex.ingest.kinesis.data;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The other process of {@link KilledEndpointTest}: serves a folder, says where, and ends when its input does. */
final class ServingChild {
    private ServingChild() {}

    public static void main(String[] arguments) throws Exception {
        DataEndpoint endpoint = new DataEndpoint(Path.of(arguments[0]), DataEndpoint.unlimited());
        new PrintStream(System.out, true, StandardCharsets.US_ASCII).println(endpoint.address());
        while (System.in.read() >= 0) {
            Thread.onSpinWait();
        }
        endpoint.close();
    }
}
