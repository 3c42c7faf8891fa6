package io.kinedex.ingest.node;

import io.kinedex.ingest.config.NodeConfig;
import java.nio.file.Path;

/** A node in a process of its own, to be killed; prints its address when it is ready. */
final class NodeProcess {
    private NodeProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        NodeConfig config = NodeConfig.defaults().at(Path.of(arguments[0]), "127.0.0.1", 0);
        try (KinedexNode node = KinedexNode.start(config)) {
            node.kinesisAddress().ifPresent(address -> System.out.println("kinesis " + address));
            System.out.println("ready " + node.address());
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
