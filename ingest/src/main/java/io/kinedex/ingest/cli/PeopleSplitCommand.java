package io.kinedex.ingest.cli;

import io.kinedex.ingest.client.NodeClient;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "split", description = "Make somebody new of some of the person's sightings.")
final class PeopleSplitCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private NodeOption node;

    @Option(names = "--json", description = "Print the person as a line of JSON.")
    private boolean json;

    @Parameters(index = "0", paramLabel = "PERSON", description = "Who, by name or id.")
    @SuppressWarnings("NullAway.Init")
    private String person;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "SIGHTING", description = "Ids of sightings.")
    private List<String> sightings = List.of();

    @Override
    public Integer call() throws InterruptedException {
        Terminal terminal = Terminal.of(spec.commandLine());
        try (NodeClient client = node.client()) {
            Personalia.show(
                    terminal, List.of(client.takeFromPerson(Personalia.id(client, person), sightings, false)), json);
        }
        return 0;
    }
}
