package io.kinedex.ingest.cli;

import io.kinedex.ingest.client.NodeClient;
import io.kinedex.ingest.client.StreamEdit;
import io.kinedex.ingest.stream.StreamConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "set",
        description = "Make a stream, or change what is looked for in it; what is not named stays as it is.",
        footer = {
            "%nFaces are looked for only where a stream says for what purpose:",
            "  kinedex streams set gate-2 --faces-purpose 'count visitors'",
            "%nA stream of Amazon Kinesis Video Streams is followed by itself:",
            "  kinedex streams set gate-2 --kinesis-video gate-2 --region eu-west-1"
        })
final class StreamsSetCommand implements Callable<Integer> {
    private static final String OFF = "off";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private NodeOption node;

    @Parameters(paramLabel = "NAME", description = "The stream.")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Option(
            names = "--sampling",
            paramLabel = "POLICY",
            description = "Which frames are looked at: every-frame, keyframes or one every so often, such as 500ms.")
    private @Nullable String sampling;

    @Option(names = "--objects", paramLabel = "MODEL", description = "Look for objects with this model, or off.")
    private @Nullable String objects;

    @Option(
            names = "--objects-confidence-min",
            paramLabel = "X",
            description = "Objects that the model is less sure of are not recorded, 0 to 1.")
    private @Nullable Double objectsConfidence;

    @Option(
            names = "--faces",
            paramLabel = "MODEL",
            description = "Look for faces with this model, or off; needs a purpose.")
    private @Nullable String faces;

    @Option(names = "--faces-purpose", paramLabel = "TEXT", description = "Why faces are looked for; switches them on.")
    private @Nullable String facesPurpose;

    @Option(
            names = "--faces-confidence-min",
            paramLabel = "X",
            description = "Faces that the model is less sure of are not recorded, 0 to 1.")
    private @Nullable Double facesConfidence;

    @Option(names = "--text", paramLabel = "MODEL", description = "Read text with these models, or off.")
    private @Nullable String text;

    @Option(
            names = "--text-confidence-min",
            paramLabel = "X",
            description = "Text that was read with less confidence is not recorded, 0 to 1.")
    private @Nullable Double textConfidence;

    @Option(
            names = "--speech",
            paramLabel = "MODEL",
            description = "Write down what is said with these models, or off.")
    private @Nullable String speech;

    @Option(
            names = "--speech-confidence-min",
            paramLabel = "X",
            description = "Utterances that the model is less sure of are not recorded, 0 to 1.")
    private @Nullable Double speechConfidence;

    @Option(
            names = "--speech-languages",
            paramLabel = "TAGS",
            split = ",",
            description = "What may be spoken, such as fr or de,fr,it; any for whatever the model knows.")
    private @Nullable List<String> speechLanguages;

    @Option(names = "--sound", paramLabel = "MODEL", description = "Tell silence, speech and loud sound, or off.")
    private @Nullable String sound;

    @Option(
            names = "--faces-recognise",
            paramLabel = "WHETHER",
            description = "Whether it is told whose faces they are: yes or no; see docs/people.md.")
    private @Nullable Recognise facesRecognise;

    private enum Recognise {
        YES,
        NO
    }

    @Option(
            names = "--engine",
            paramLabel = "ENGINE=MODEL",
            description = "Look with a model of your own, under the name of its engine, or off; may be repeated.")
    private Map<String, String> others = Map.of();

    @Option(
            names = "--lag",
            paramLabel = "POLICY",
            description = "When analysis falls behind: catch-up looks at everything, however late; "
                    + "skip-to-live passes over fragments and records that it did.")
    private @Nullable String lag;

    @Option(
            names = "--lag-max",
            paramLabel = "DURATION",
            description = "How far behind skip-to-live lets the stream fall, such as 30s.")
    private @Nullable String lagMax;

    @Option(
            names = "--kinesis-video",
            paramLabel = "STREAM",
            description = "Take fragments from this stream of Kinesis Video, by name or ARN, or off.")
    private @Nullable String kinesisVideo;

    @Option(names = "--region", paramLabel = "REGION", description = "Of the Kinesis video stream, such as eu-west-1.")
    private @Nullable String region;

    @Option(names = "--endpoint", paramLabel = "URL", description = "Address of the API where it is not AWS's.")
    private @Nullable String endpoint;

    @Option(
            names = "--profile",
            paramLabel = "PROFILE",
            description = "Profile of the node's files of AWS credentials; unless given: the SDK's default chain.")
    private @Nullable String profile;

    @Option(
            names = "--start",
            paramLabel = "POSITION",
            description = "Where reading begins: checkpoint, earliest, now or a time such as 2026-01-01T00:00:00Z.")
    private @Nullable String start;

    @Option(names = "--json", description = "Print the stream as a line of JSON.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        try (NodeClient client = node.client()) {
            StreamEdit edit = StreamEdit.begin(client, name);
            if (sampling != null) {
                edit.sampling(sampling);
            }
            if (lag != null) {
                edit.lag(lag);
            }
            if (lagMax != null) {
                edit.lagMax(lagMax);
            }
            engine(edit, StreamConfig.OBJECTS, objects, objectsConfidence);
            engine(edit, StreamConfig.FACES, faces, facesConfidence);
            engine(edit, StreamConfig.TEXT, text, textConfidence);
            others.forEach((engine, model) -> engine(edit, engine, model, null));
            engine(edit, StreamConfig.SPEECH, speech, speechConfidence);
            engine(edit, StreamConfig.SOUND, sound, null);
            if (speechLanguages != null && !OFF.equals(speech)) {
                edit.speechLanguages(speechLanguages.equals(List.of("any")) ? List.of() : speechLanguages);
            }
            if (facesPurpose != null && !OFF.equals(faces)) {
                edit.facesPurpose(facesPurpose);
            }
            if (facesRecognise != null && !OFF.equals(faces)) {
                edit.facesRecognise(facesRecognise == Recognise.YES);
            }
            source(edit);
            StreamsCommand.show(Terminal.of(spec.commandLine()), edit.save(), json);
        }
        return 0;
    }

    private void source(StreamEdit edit) {
        Map<String, String> settings = new LinkedHashMap<>();
        put(settings, "region", region);
        put(settings, "endpoint", endpoint);
        put(settings, "profile", profile);
        put(settings, "start", start);
        if (OFF.equals(kinesisVideo)) {
            edit.sourceOff();
        } else if (kinesisVideo != null) {
            edit.kinesisVideo(kinesisVideo, settings);
        } else if (!settings.isEmpty()) {
            edit.source(settings);
        }
    }

    private static void put(Map<String, String> settings, String key, @Nullable String value) {
        if (value != null) {
            settings.put(key, value);
        }
    }

    private static void engine(StreamEdit edit, String engine, @Nullable String model, @Nullable Double confidence) {
        if (OFF.equals(model)) {
            edit.off(engine);
            return;
        }
        if (model != null) {
            edit.model(engine, model);
        }
        if (confidence != null) {
            edit.confidenceMin(engine, confidence);
        }
    }
}
