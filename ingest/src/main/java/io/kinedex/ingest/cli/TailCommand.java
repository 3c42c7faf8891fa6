package io.kinedex.ingest.cli;

import io.kinedex.ingest.client.FileIngest;
import io.kinedex.ingest.client.NodeClient;
import io.kinedex.ingest.client.RecordTail;
import io.kinedex.metadata.kinesis.KinesisFollowerOptions;
import io.kinedex.metadata.profile.Envelope;
import io.kinedex.metadata.profile.Profile;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "tail",
        description = "Print metadata records as lines of JSON while they are published.",
        footer = {
            "%nRuns until Ctrl-C. A cut connection is survived: it goes on after the last record that was printed.",
            "%nRecords that a sink published to Kinesis Data Streams are followed from there, by the Kinesis Client Library:",
            "  kinedex tail --kinesis-data-stream records --application my-team --from trim-horizon",
        })
final class TailCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private NodeOption node;

    @Option(
            names = "--from",
            paramLabel = "POSITION",
            defaultValue = "latest",
            description = "Where to begin: trim-horizon (the oldest record that is kept), latest (only what is new), "
                    + "a sequence number, or a time such as 2026-11-22T10:00:00Z; ${DEFAULT-VALUE} unless given.")
    @SuppressWarnings("NullAway.Init")
    private String from;

    @Option(names = "--stream", paramLabel = "NAME", defaultValue = "", description = "Records of this stream only.")
    @SuppressWarnings("NullAway.Init")
    private String stream;

    @Option(
            names = "--profile",
            paramLabel = "PROFILE",
            defaultValue = "kinedex",
            description = "What a line says: kinedex (a record as it is), or rekognition (of each frame that the face "
                    + "engine looked at, what Rekognition Video would say); ${DEFAULT-VALUE} unless given.")
    @SuppressWarnings("NullAway.Init")
    private String profile;

    @Option(
            names = "--envelope",
            paramLabel = "ENVELOPE",
            defaultValue = "published",
            description = "What is around it: published (its place in the metadata stream), none, or cloudevents; "
                    + "${DEFAULT-VALUE} unless given.")
    @SuppressWarnings("NullAway.Init")
    private String envelope;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "0",
            description = "End after so many lines; 0, as unless given, is no limit.")
    private long limit;

    @ArgGroup(exclusive = false)
    private @Nullable DataStreamOptions dataStream;

    @Override
    public Integer call() throws InterruptedException {
        if (limit < 0) {
            throw new ParameterException(spec.commandLine(), "--limit is %d, must be at least 0".formatted(limit));
        }
        RecordTail.Request request = request();
        Terminal terminal = Terminal.of(spec.commandLine());
        DataStreamOptions other = dataStream;
        if (other != null) {
            new DataStreamTail(terminal, stream, limit).run(follower(other));
            return 0;
        }
        try (NodeClient client = node.client();
                RecordTail tail = new RecordTail(client, request, FileIngest.DEFAULT_PATIENCE)) {
            for (long printed = 0; limit == 0 || printed < limit; printed++) {
                terminal.json(tail.next());
            }
        }
        return 0;
    }

    private RecordTail.Request request() {
        try {
            return new RecordTail.Request(
                    from,
                    stream,
                    Profile.of(profile).key(),
                    Envelope.of(envelope).key());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
        }
    }

    private KinesisFollowerOptions follower(DataStreamOptions options) {
        try {
            return options.follower(from);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
