package io.kinedex.ingest.cli;

import io.kinedex.ingest.client.NodeClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "cancel", description = "Give up a rerun that has not ended; what it found goes away.")
final class RerunsCancelCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init")
    private NodeOption node;

    @Parameters(paramLabel = "RERUN", description = "Its id.")
    @SuppressWarnings("NullAway.Init")
    private String id;

    @Override
    public Integer call() throws InterruptedException {
        try (NodeClient client = node.client()) {
            client.cancelRerun(id);
        }
        return 0;
    }
}
