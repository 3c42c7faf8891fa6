package io.kinedex.ingest.cli;

import io.kinedex.inference.catalogue.BundleCatalogue;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.ingest.bench.LiveBenchmark;
import io.kinedex.ingest.storage.DurableFiles;
import io.kinedex.ingest.stream.EngineConfig;
import io.kinedex.ingest.stream.StreamConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "live",
        description = "Send a file as several cameras would, in real time: latency from a fragment's last byte to "
                + "searchable, processor and memory. Works in a temporary folder.")
final class BenchLiveCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--streams",
            paramLabel = "N",
            defaultValue = "4",
            description = "How many cameras; ${DEFAULT-VALUE} unless given.")
    private int streams;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "For how long; ${DEFAULT-VALUE} unless given.")
    private int seconds;

    @Option(
            names = "--sampling",
            paramLabel = "POLICY",
            defaultValue = "500ms",
            description = "Which frames are looked at; one every ${DEFAULT-VALUE} unless given.")
    @SuppressWarnings("NullAway.Init")
    private String sampling;

    @Option(
            names = "--all-engines",
            description =
                    "Objects, faces and whose they are, text, speech and sound; otherwise what a new stream gets.")
    private boolean allEngines;

    @Option(names = "--beside-rerun", description = "Look at an archive again all the while, by a slower model.")
    private boolean besideRerun;

    @Parameters(
            paramLabel = "FILE",
            description = "Any video that FFmpeg reads; sent again from its start when it ends.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (streams < 1 || seconds < 1) {
            throw new ParameterException(spec.commandLine(), "--streams and --seconds must be at least 1");
        }
        Path folder = Files.createTempDirectory("kinedex-live-benchmark");
        try {
            boolean kept = new LiveBenchmark(
                            file,
                            folder,
                            streams,
                            Duration.ofSeconds(seconds),
                            allEngines ? everyEngine() : Map.of(),
                            sampling,
                            spec.commandLine().getOut())
                    .run(besideRerun);
            return kept ? 0 : 1;
        } finally {
            spec.commandLine().getOut().flush();
            DurableFiles.remove(folder);
        }
    }

    /** The models that are taken for each engine where nothing else is said. */
    private static Map<String, EngineConfig> everyEngine() {
        Map<String, EngineConfig> engines = new HashMap<>();
        for (String engine : List.of(StreamConfig.OBJECTS, StreamConfig.FACES)) {
            ModelCatalogue.bundled()
                    .preferred(engine)
                    .ifPresent(model -> engines.put(
                            engine,
                            new EngineConfig(
                                    model.name(),
                                    EngineConfig.CONFIDENCE_MIN,
                                    "benchmark",
                                    engine.equals(StreamConfig.FACES))));
        }
        for (String engine : List.of("text", "speech", "sound")) {
            BundleCatalogue.bundled()
                    .preferred(engine)
                    .ifPresent(bundle ->
                            engines.put(engine, new EngineConfig(bundle.name(), EngineConfig.CONFIDENCE_MIN, "")));
        }
        return engines;
    }
}
