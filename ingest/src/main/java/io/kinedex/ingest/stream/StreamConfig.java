package io.kinedex.ingest.stream;

import io.kinedex.ingest.IngestException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is done with a stream.
 *
 * @param name     letters, digits, dot, dash and underscore, 1 to 256 of them, as Kinesis Video has it
 * @param sampling which frames are looked at: {@code every-frame}, {@code keyframes} or a duration such as {@code 500ms}
 * @param engines  by engine name: {@code objects}, {@code faces}, {@code speech}, ...
 * @param lag      what gives way when analysis falls behind
 * @param lagMax   how far behind live {@link LagPolicy#SKIP_TO_LIVE} lets it fall
 * @param source   where its fragments come from by themselves; empty where they are only sent
 */
public record StreamConfig(
        String name,
        String sampling,
        Map<String, EngineConfig> engines,
        LagPolicy lag,
        Duration lagMax,
        Optional<SourceConfig> source) {
    /** The engine that looks for faces. */
    public static final String FACES = "faces";

    /** The engine that looks for objects. */
    public static final String OBJECTS = "objects";

    /** The engine that reads text. */
    public static final String TEXT = "text";

    /** The engine that writes down what is said. */
    public static final String SPEECH = "speech";

    /** The engine that tells silence, speech and loud sound. */
    public static final String SOUND = "sound";

    public StreamConfig {
        requireName(name);
        engines = Map.copyOf(new TreeMap<>(engines));
        EngineConfig faces = engines.get(FACES);
        if (faces != null && faces.purpose().isBlank()) {
            throw new IngestException(
                    IngestException.Code.BAD_REQUEST,
                    "stream '%s' turns faces on without saying for what purpose; set engines.faces.purpose"
                            .formatted(name));
        }
        engines.forEach((engine, settings) -> {
            if (settings.recognise() && !engine.equals(FACES)) {
                throw new IngestException(
                        IngestException.Code.BAD_REQUEST,
                        "stream '%s' sets engines.%s.recognise; only faces are recognised".formatted(name, engine));
            }
            if (!settings.languages().isEmpty() && !engine.equals(SPEECH)) {
                throw new IngestException(
                        IngestException.Code.BAD_REQUEST,
                        "stream '%s' sets engines.%s.languages; only speech has languages".formatted(name, engine));
            }
        });
    }

    /** A stream to which fragments are only sent. */
    public StreamConfig(
            String name, String sampling, Map<String, EngineConfig> engines, LagPolicy lag, Duration lagMax) {
        this(name, sampling, engines, lag, lagMax, Optional.empty());
    }

    /** Refuses a name that is not a stream's. */
    public static void requireName(String name) {
        if (!name.matches("[a-zA-Z0-9_.-]{1,256}") || name.startsWith(".")) {
            throw new IngestException(
                    IngestException.Code.BAD_REQUEST,
                    "stream name '%s' must be 1 to 256 letters, digits, dots, dashes or underscores and not begin with a dot"
                            .formatted(name));
        }
    }
}
