package io.kinedex.ingest.cli;

import io.kinedex.ingest.client.NodeClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "forget",
        description =
                "Forget a person: name, vectors and sightings go, and what the log has of them becomes unreadable. "
                        + "The archive's video stays.")
final class PeopleForgetCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private NodeOption node;

    @Parameters(index = "0", paramLabel = "PERSON", description = "Who, by name or id.")
    @SuppressWarnings("NullAway.Init")
    private String person;

    @Override
    public Integer call() throws InterruptedException {
        Terminal terminal = Terminal.of(spec.commandLine());
        try (NodeClient client = node.client()) {
            client.forgetPerson(Personalia.id(client, person));
            terminal.note("Forgotten: %s. Nothing that tells of them can be read any more.".formatted(person));
        }
        return 0;
    }
}
