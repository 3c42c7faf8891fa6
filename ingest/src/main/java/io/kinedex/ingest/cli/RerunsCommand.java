package io.kinedex.ingest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinedex.ingest.client.NodeClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "reruns",
        description = "List a node's second looks at its archive, or begin or give up one.",
        subcommands = {RerunsAddCommand.class, RerunsCancelCommand.class})
final class RerunsCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private NodeOption node;

    @Option(names = "--json", description = "Print each rerun as a line of JSON.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        Terminal terminal = Terminal.of(spec.commandLine());
        try (NodeClient client = node.client()) {
            list(terminal, client.reruns());
        }
        return 0;
    }

    private void list(Terminal terminal, List<JsonNode> reruns) {
        if (json) {
            reruns.forEach(terminal::json);
            return;
        }
        Table table =
                new Table(List.of("RERUN", "STREAM", "ENGINES", "FROM", "TO", "STATE", "DONE", "OF"), Set.of(6, 7));
        for (JsonNode rerun : reruns) {
            table.add(
                    rerun.path("id").asText(),
                    rerun.path("stream").asText(),
                    engines(rerun),
                    rerun.path("from").asText(),
                    rerun.path("to").asText(),
                    rerun.path("state").asText() + reason(rerun),
                    rerun.at("/progress/done").asText(),
                    rerun.at("/progress/fragments").asText());
        }
        table.print(terminal);
        if (reruns.isEmpty()) {
            terminal.note("No reruns. 'kinedex reruns add STREAM --engine ENGINE=MODEL' begins one.");
        }
    }

    /** What looks, for people. */
    static String engines(JsonNode rerun) {
        List<String> engines = new ArrayList<>();
        rerun.path("engines")
                .forEach(engine -> engines.add(engine.path("name").asText() + "="
                        + engine.path("model").asText()));
        return String.join(",", engines);
    }

    private static String reason(JsonNode rerun) {
        return rerun.hasNonNull("error") ? ": " + rerun.path("error").asText() : "";
    }
}
