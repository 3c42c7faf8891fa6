package io.kinedex.ingest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinedex.ingest.client.NodeClient;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "split", description = "Make somebody new of some of the person's sightings.")
final class PeopleSplitCommand extends PersonCommand {
    @Parameters(index = "1..*", arity = "1..*", paramLabel = "SIGHTING", description = "Ids of sightings.")
    private List<String> sightings = List.of();

    @Override
    JsonNode asked(NodeClient client, String id) throws InterruptedException {
        return client.takeFromPerson(id, sightings, false);
    }
}
