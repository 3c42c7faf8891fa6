package io.kinedex.ingest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinedex.ingest.client.NodeClient;
import picocli.CommandLine.Command;

@Command(name = "show", description = "Show one person.")
final class PeopleShowCommand extends PersonCommand {
    @Override
    JsonNode asked(NodeClient client, String id) throws InterruptedException {
        return client.person(id);
    }
}
