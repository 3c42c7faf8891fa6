package io.kinedex.ingest.cli;

import io.kinedex.ingest.client.NodeClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "delete",
        description = "Remove a stream, its configuration and its archive. Its records stay until they age out.")
final class StreamsDeleteCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private NodeOption node;

    @Parameters(paramLabel = "NAME", description = "The stream to remove.")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Override
    public Integer call() throws InterruptedException {
        try (NodeClient client = node.client()) {
            client.deleteStream(name);
        }
        Terminal.of(spec.commandLine()).note("Stream %s and its archive are gone.".formatted(name));
        return 0;
    }
}
