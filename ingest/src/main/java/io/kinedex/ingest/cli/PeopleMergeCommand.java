package io.kinedex.ingest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinedex.ingest.client.NodeClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "merge", description = "Say that another one is this person.")
final class PeopleMergeCommand extends PersonCommand {
    @Parameters(index = "1", paramLabel = "OTHER", description = "The other one, by name or id.")
    @SuppressWarnings("NullAway.Init")
    private String other;

    @Override
    JsonNode asked(NodeClient client, String id) throws InterruptedException {
        return client.mergePerson(id, Personalia.id(client, other));
    }
}
