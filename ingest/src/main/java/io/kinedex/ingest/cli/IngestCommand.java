package io.kinedex.ingest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.ingest.client.FileIngest;
import io.kinedex.ingest.client.NodeClient;
import io.kinedex.ingest.client.StreamEdit;
import io.kinedex.ingest.stream.StreamConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "ingest",
        description = "Send files to a node and wait until all that was found in them is searchable.",
        footer = {
            "%nSeveral files to one stream follow each other in time. A cut connection or a restart of the node is",
            "survived for five minutes. A file that cannot be used does not keep the others; the exit status is 1 then."
        })
final class IngestCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private NodeOption node;

    @Option(
            names = "--stream",
            paramLabel = "NAME",
            required = true,
            description = "The stream that the files belong to; made where it is new.")
    @SuppressWarnings("NullAway.Init")
    private String stream;

    @Option(
            names = "--start",
            paramLabel = "INSTANT",
            description = "When the first file's first frame was taken, such as 2026-11-22T10:00:00Z; "
                    + "unless given: what the recording says, or now.")
    private @Nullable Instant start;

    @Option(
            names = "--faces-purpose",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Look for faces too, for this purpose; it stays with the stream's configuration.")
    @SuppressWarnings("NullAway.Init")
    private String facesPurpose;

    @Option(
            names = "--speech",
            paramLabel = "MODEL",
            description = "Write down what is said too, with these models, such as whisper-base; "
                    + "it stays with the stream's configuration.")
    private @Nullable String speech;

    @Option(names = "--json", description = "Print how each file ended as a line of JSON.")
    private boolean json;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Any video that FFmpeg reads.")
    @SuppressWarnings("NullAway.Init")
    private List<Path> files;

    @Override
    public Integer call() throws InterruptedException {
        Terminal terminal = Terminal.of(spec.commandLine());
        try (NodeClient client = node.client();
                IngestProgress progress = new IngestProgress(terminal)) {
            configure(client);
            List<FileIngest.Outcome> outcomes = new FileIngest(client, FileIngest.DEFAULT_PATIENCE, progress)
                    .ingest(stream, files, Optional.ofNullable(start));
            if (json) {
                outcomes.forEach(outcome -> terminal.json(json(outcome)));
            }
            return outcomes.stream().allMatch(FileIngest.Outcome::searchable) ? 0 : 1;
        }
    }

    private void configure(NodeClient client) throws InterruptedException {
        if (facesPurpose.isBlank() && speech == null) {
            return;
        }
        StreamEdit edit = StreamEdit.begin(client, stream);
        if (!facesPurpose.isBlank()) {
            edit.facesPurpose(facesPurpose);
        }
        if (speech != null) {
            edit.model(StreamConfig.SPEECH, speech);
        }
        edit.save();
    }

    private JsonNode json(FileIngest.Outcome outcome) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("file", outcome.file().toString());
        json.put("stream", stream);
        json.put("state", outcome.searchable() ? "searchable" : "failed");
        outcome.upload().ifPresent(upload -> {
            json.put("id", upload.id());
            upload.start().ifPresent(first -> json.put("start", first.toString()));
            json.put("mediaSeconds", upload.progress().mediaAnalysed().toMillis() / 1000.0);
            json.put("fragments", upload.progress().fragmentsAnalysed());
            json.put("frames", upload.progress().framesAnalysed());
            json.put("sightings", upload.progress().sightings());
            json.put("warning", upload.warning());
        });
        return json.put("error", outcome.error());
    }
}
