package io.kinedex.ingest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinedex.ingest.client.NodeClient;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "sinks", description = "List a node's sinks: where it hands records on to, and how far each has come.")
final class SinksCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private NodeOption node;

    @Option(names = "--json", description = "Print each sink as a line of JSON.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        Terminal terminal = Terminal.of(spec.commandLine());
        try (NodeClient client = node.client()) {
            list(terminal, client.sinks());
        }
        return 0;
    }

    private void list(Terminal terminal, List<JsonNode> sinks) {
        if (json) {
            sinks.forEach(terminal::json);
            return;
        }
        Table table = new Table(
                List.of("SINK", "KIND", "STATE", "ACKNOWLEDGED", "LAG", "BEHIND", "FAILURES", "SKIPPED"),
                Set.of(3, 4, 5, 6, 7));
        for (JsonNode sink : sinks) {
            table.add(
                    sink.path("name").asText(),
                    sink.path("kind").asText(),
                    sink.path("state").asText(),
                    sink.path("acknowledged").asText(),
                    sink.path("lag").asText(),
                    Words.duration(Duration.ofMillis(
                            Math.round(sink.path("behindSeconds").asDouble() * 1000))),
                    sink.path("failures").asText(),
                    sink.path("skipped").asText());
        }
        table.print(terminal);
        if (sinks.isEmpty()) {
            terminal.note("No sinks. The configuration file names them; see docs/sinks.md.");
        }
        for (JsonNode sink : sinks) {
            if (sink.path("state").asText().equals("pausing")) {
                terminal.note(
                        sink.path("name").asText() + ": " + sink.path("failure").asText());
            }
        }
    }
}
