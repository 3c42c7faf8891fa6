package io.kinedex.ingest.cli;

import io.kinedex.ingest.client.NodeClient;
import java.net.URI;
import picocli.CommandLine.Option;

/** Which node a command speaks to. */
final class NodeOption {
    @Option(
            names = "--node",
            paramLabel = "URL",
            defaultValue = "${env:KINEDEX_NODE:-http://127.0.0.1:7575}",
            description = "The node to speak to; the environment's KINEDEX_NODE, or ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private URI node;

    NodeClient client() {
        return new NodeClient(node);
    }
}
