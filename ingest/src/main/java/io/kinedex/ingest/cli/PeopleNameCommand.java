package io.kinedex.ingest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.ingest.client.NodeClient;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "name",
        description = "Give somebody a name, purpose and consent, or others; past sightings follow. "
                + "Pictures may be added.")
final class PeopleNameCommand extends PersonCommand {
    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Personalia card;

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
    JsonNode asked(NodeClient client, String id) throws InterruptedException {
        ObjectNode body = card.body(name);
        Personalia.pictures(body, pictures);
        return client.putPerson(id, body);
    }
}
