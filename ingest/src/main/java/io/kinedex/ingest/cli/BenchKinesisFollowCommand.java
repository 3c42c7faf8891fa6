package io.kinedex.ingest.cli;

import io.kinedex.ingest.bench.FollowBenchmark;
import io.kinedex.ingest.storage.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "follow",
        description =
                "Publish records at a steady rate and measure how soon live followers have them: one in the node's "
                        + "process, one by HTTP. Works in a temporary folder.")
final class BenchKinesisFollowCommand implements Callable<Integer> {
    private static final int RATE_MAX = 1000;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "100",
            description = "Records a second, 1 to 1000; ${DEFAULT-VALUE} unless given.")
    private int rate;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "20",
            description = "For how long; ${DEFAULT-VALUE} unless given.")
    private int seconds;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rate < 1 || rate > RATE_MAX || seconds < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--rate must be in 1..%d and --seconds at least 1".formatted(RATE_MAX));
        }
        Path folder = Files.createTempDirectory("kinedex-follow-benchmark");
        try {
            new FollowBenchmark(
                            folder,
                            rate,
                            Duration.ofSeconds(seconds),
                            spec.commandLine().getOut())
                    .run();
            return 0;
        } finally {
            spec.commandLine().getOut().flush();
            DurableFiles.remove(folder);
        }
    }
}
