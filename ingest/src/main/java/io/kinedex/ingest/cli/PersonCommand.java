package io.kinedex.ingest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinedex.ingest.client.NodeClient;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is asked of one person, who is shown as they stand then. */
abstract class PersonCommand implements Callable<Integer> {
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

    @Override
    public final Integer call() throws InterruptedException {
        Terminal terminal = Terminal.of(spec.commandLine());
        try (NodeClient client = node.client()) {
            Personalia.show(terminal, List.of(asked(client, Personalia.id(client, person))), json);
        }
        return 0;
    }

    /**
     * Asks the node.
     *
     * @param id the person's
     * @return whom to show
     */
    abstract JsonNode asked(NodeClient client, String id) throws InterruptedException;
}
