package io.kinedex.ingest.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.ingest.client.NodeClient;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "name",
        description = "Give somebody a name, purpose and consent, or others; past sightings follow. "
                + "Pictures may be added.")
final class PeopleNameCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private NodeOption node;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Personalia card;

    @Option(names = "--json", description = "Print the person as a line of JSON.")
    private boolean json;

    @Parameters(index = "0", paramLabel = "PERSON", description = "Who, by name or id.")
    @SuppressWarnings("NullAway.Init")
    private String person;

    @Parameters(index = "1", paramLabel = "NAME", description = "The name to give.")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Parameters(
            index = "2..*",
            arity = "0..*",
            paramLabel = "PICTURE",
            description = "JPEG or PNG files, each showing the person alone.")
    private List<Path> pictures = List.of();

    @Override
    public Integer call() throws InterruptedException {
        Terminal terminal = Terminal.of(spec.commandLine());
        try (NodeClient client = node.client()) {
            ObjectNode body = card.body(name);
            Personalia.pictures(body, pictures);
            Personalia.show(terminal, List.of(client.putPerson(Personalia.id(client, person), body)), json);
        }
        return 0;
    }
}
