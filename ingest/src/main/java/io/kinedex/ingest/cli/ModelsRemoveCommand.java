package io.kinedex.ingest.cli;

import io.kinedex.ingest.client.NodeClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "remove", description = "Remove a model of your own that was sent to a node.")
final class ModelsRemoveCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init")
    private NodeOption node;

    @Parameters(paramLabel = "NAME", description = "The model, which no stream may look through.")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Override
    public Integer call() throws InterruptedException {
        try (NodeClient client = node.client()) {
            client.deleteModel(name);
        }
        return 0;
    }
}
