package io.kinedex.ingest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.ingest.client.NodeClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "add",
        description = {
            "Look again at what a stream has in the archive, and wait until all that is found is visible.",
            "Ends with status 1 where the rerun fails or is given up. The rerun goes on where this command is ended."
        })
final class RerunsAddCommand implements Callable<Integer> {
    private static final Duration ASK_EVERY = Duration.ofMillis(500);
    private static final Set<String> GOES_ON = Set.of("queued", "running");

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private NodeOption node;

    @Option(
            names = "--engine",
            paramLabel = "ENGINE=MODEL",
            description = "What looks, again for each; the engines that the stream has switched on unless given.")
    private Map<String, String> engines = new TreeMap<>();

    @Option(names = "--from", paramLabel = "INSTANT", description = "Only fragments that begin then or later.")
    private @Nullable Instant from;

    @Option(names = "--to", paramLabel = "INSTANT", description = "Only fragments that begin earlier.")
    private @Nullable Instant to;

    @Option(names = "--no-wait", description = "Print the rerun's id and do not wait.")
    private boolean noWait;

    @Option(names = "--json", description = "Print the rerun as it stands at the end as a line of JSON.")
    private boolean json;

    @Parameters(paramLabel = "STREAM", description = "The stream.")
    @SuppressWarnings("NullAway.Init")
    private String stream;

    @Override
    public Integer call() throws InterruptedException {
        Terminal terminal = Terminal.of(spec.commandLine());
        try (NodeClient client = node.client()) {
            JsonNode rerun = client.addRerun(stream, wish());
            if (!noWait) {
                rerun = await(terminal, client, rerun);
            }
            tell(terminal, rerun);
            return GOES_ON.contains(state(rerun)) || state(rerun).equals("complete") ? 0 : 1;
        }
    }

    private JsonNode wish() {
        ObjectNode wish = JsonNodeFactory.instance.objectNode();
        if (!engines.isEmpty()) {
            ObjectNode named = wish.putObject("engines");
            engines.forEach((engine, model) -> named.putObject(engine).put("model", model));
        }
        if (from != null) {
            wish.put("from", from.toString());
        }
        if (to != null) {
            wish.put("to", to.toString());
        }
        return wish;
    }

    private JsonNode await(Terminal terminal, NodeClient client, JsonNode begun) throws InterruptedException {
        JsonNode rerun = begun;
        try (CountProgress progress = new CountProgress(terminal, stream)) {
            while (GOES_ON.contains(state(rerun))) {
                progress.done(
                        rerun.at("/progress/done").asLong(),
                        rerun.at("/progress/fragments").asLong());
                Thread.sleep(ASK_EVERY);
                rerun = client.rerun(rerun.path("id").asText());
            }
        }
        return rerun;
    }

    private void tell(Terminal terminal, JsonNode rerun) {
        if (json) {
            terminal.json(rerun);
        } else if (noWait) {
            terminal.line(rerun.path("id").asText());
        } else {
            terminal.line("%s: %s, %s of %s, %s"
                    .formatted(
                            rerun.path("error").asText(state(rerun)),
                            RerunsCommand.engines(rerun),
                            rerun.at("/progress/done").asText(),
                            Words.count(rerun.at("/progress/fragments").asLong(), "fragment"),
                            Words.count(rerun.at("/progress/frames").asLong(), "frame")));
        }
    }

    private static String state(JsonNode rerun) {
        return rerun.path("state").asText();
    }
}
