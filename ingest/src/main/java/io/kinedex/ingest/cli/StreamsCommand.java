package io.kinedex.ingest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinedex.ingest.client.NodeClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "streams",
        description = "List a node's streams, or show, change or delete one.",
        subcommands = {StreamsSetCommand.class, StreamsDeleteCommand.class})
final class StreamsCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private NodeOption node;

    @Option(names = "--json", description = "Print each stream as a line of JSON.")
    private boolean json;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "The stream to show; unless given: all.")
    private @Nullable String name;

    @Override
    public Integer call() throws InterruptedException {
        Terminal terminal = Terminal.of(spec.commandLine());
        try (NodeClient client = node.client()) {
            String only = name;
            if (only == null) {
                list(terminal, client.streams());
            } else {
                show(terminal, client.stream(only), json);
            }
        }
        return 0;
    }

    private void list(Terminal terminal, List<JsonNode> streams) {
        if (json) {
            streams.forEach(terminal::json);
            return;
        }
        Table table = new Table(
                List.of("STREAM", "SAMPLING", "ENGINES", "FRAGMENTS", "SIZE", "PENDING", "BEHIND", "FIRST", "LAST"),
                Set.of(3, 4, 5, 6));
        for (JsonNode stream : streams) {
            JsonNode status = stream.path("status");
            table.add(
                    stream.path("name").asText(),
                    stream.path("sampling").asText(),
                    engines(stream),
                    status.path("archived").asText("0"),
                    Words.bytes(status.path("archivedBytes").asLong()),
                    status.path("pending").asText("0"),
                    behind(status),
                    status.path("first").asText("-"),
                    status.path("last").asText("-"));
        }
        table.print(terminal);
        if (streams.isEmpty()) {
            terminal.note("No streams yet. 'kinedex ingest --stream NAME FILE' makes one.");
        }
    }

    static void show(Terminal terminal, JsonNode stream, boolean json) {
        if (json) {
            terminal.json(stream);
            return;
        }
        JsonNode status = stream.path("status");
        fact(terminal, "stream", stream.path("name").asText());
        fact(terminal, "sampling", stream.path("sampling").asText());
        stream.path("engines")
                .properties()
                .forEach(engine -> fact(terminal, engine.getKey(), engine(engine.getValue())));
        fact(
                terminal,
                "lag",
                stream.path("lag").asText() + ", at most "
                        + stream.path("lagMax").asText());
        fact(
                terminal,
                "archive",
                "%s, %s, %s to %s"
                        .formatted(
                                Words.count(status.path("archived").asLong(), "fragment"),
                                Words.bytes(status.path("archivedBytes").asLong()),
                                status.path("first").asText("-"),
                                status.path("last").asText("-")));
        fact(
                terminal,
                "analysis",
                "%s since the start, %d pending, %s behind"
                        .formatted(
                                Words.count(status.path("analysed").asLong(), "fragment"),
                                status.path("pending").asLong(),
                                behind(status)));
    }

    private static void fact(Terminal terminal, String name, String value) {
        terminal.line(terminal.styled("bold", "%-10s".formatted(name)) + value);
    }

    private static String engine(JsonNode engine) {
        String purpose = engine.path("purpose").asText("");
        return "%s, confidence at least %s%s"
                .formatted(
                        engine.path("model").asText(),
                        engine.path("confidenceMin").asText(),
                        purpose.isEmpty() ? "" : ", for: " + purpose);
    }

    private static String engines(JsonNode stream) {
        List<String> names = new ArrayList<>();
        stream.path("engines").fieldNames().forEachRemaining(names::add);
        return names.isEmpty()
                ? "none"
                : String.join(",", names.stream().sorted().toList());
    }

    private static String behind(JsonNode status) {
        return Words.duration(
                Duration.ofMillis(Math.round(status.path("behindSeconds").asDouble() * 1000)));
    }
}
