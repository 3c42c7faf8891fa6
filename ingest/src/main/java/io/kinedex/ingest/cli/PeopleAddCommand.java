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

@Command(name = "add", description = "Enrol a person from pictures that each show their face, or from a sighting.")
final class PeopleAddCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private NodeOption node;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Personalia card;

    @Option(names = "--sighting", paramLabel = "ID", description = "A sighting that shows the person.")
    private String sighting = "";

    @Option(names = "--json", description = "Print the person as a line of JSON.")
    private boolean json;

    @Parameters(index = "0", paramLabel = "NAME", description = "The person's name.")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "PICTURE",
            description = "JPEG or PNG files, each showing the person alone; several are better than one.")
    private List<Path> pictures = List.of();

    @Override
    public Integer call() throws InterruptedException {
        Terminal terminal = Terminal.of(spec.commandLine());
        try (NodeClient client = node.client()) {
            ObjectNode body = card.body(name);
            Personalia.pictures(body, pictures);
            if (!sighting.isEmpty()) {
                body.put("sighting", sighting);
            }
            Personalia.show(terminal, List.of(client.addPerson(body)), json);
        }
        return 0;
    }
}
