package io.kinedex.ingest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinedex.ingest.client.NodeClient;
import io.kinedex.ingest.config.DurationText;
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
                List.of(
                        "STREAM",
                        "SAMPLING",
                        "ENGINES",
                        "FRAGMENTS",
                        "SIZE",
                        "PENDING",
                        "BEHIND",
                        "SOURCE",
                        "FIRST",
                        "LAST"),
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
                    status.at("/source/state").asText("-"),
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
        fact(terminal, "lag", stream.path("lag").asText() + ", at most " + configured(stream.path("lagMax")));
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
        if (stream.hasNonNull("source")) {
            source(terminal, stream.path("source"), status.path("source"));
        }
    }

    private static void source(Terminal terminal, JsonNode source, JsonNode state) {
        fact(
                terminal,
                "source",
                "%s %s%s%s, from %s"
                        .formatted(
                                source.path("kind").asText(),
                                source.path("stream").asText(),
                                given(" in ", source.path("region")),
                                given(" at ", source.path("endpoint")),
                                source.path("start").asText()));
        JsonNode counts = state.path("counts");
        fact(
                terminal,
                "",
                "%s%s%s"
                        .formatted(
                                state.path("state").asText("-"),
                                state.hasNonNull("behindSeconds")
                                        ? ", " + Words.duration(millis(state.path("behindSeconds"))) + " behind"
                                        : "",
                                given(": ", state.path("reason"))));
        fact(
                terminal,
                "",
                "%s and %s taken, %s, %d duplicates, %s of which %d repaired and %d lost"
                        .formatted(
                                Words.count(counts.path("fragments").asLong(), "fragment"),
                                Words.bytes(counts.path("bytes").asLong()),
                                Words.count(counts.path("sessions").asLong(), "session"),
                                counts.path("duplicates").asLong(),
                                Words.count(counts.path("gapsFound").asLong(), "gap"),
                                counts.path("gapsRepaired").asLong(),
                                counts.path("gapsLost").asLong()));
    }

    /** A duration as configuration spells it. */
    private static String configured(JsonNode duration) {
        return DurationText.of(DurationText.parse(duration.asText()));
    }

    private static String given(String before, JsonNode text) {
        return text.isMissingNode() || text.isNull() ? "" : before + text.asText();
    }

    private static Duration millis(JsonNode seconds) {
        return Duration.ofMillis(Math.round(seconds.asDouble() * 1000));
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
        return Words.duration(millis(status.path("behindSeconds")));
    }
}
