package io.kinedex.ingest.cli;

import io.kinedex.ingest.bench.ChainBenchmark;
import io.kinedex.ingest.storage.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "chain",
        description = "Run the whole chain on a file beside its parts alone: frames a second by stage, how much of the "
                + "ideal that is, latency from a fragment's last byte to searchable. Works in a temporary folder.")
final class BenchChainCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "How often each is measured; ${DEFAULT-VALUE} unless given. Medians are told.")
    private int rounds;

    @Parameters(paramLabel = "FILE", description = "Any video that FFmpeg reads.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rounds < 1) {
            throw new ParameterException(spec.commandLine(), "--rounds is %d, must be at least 1".formatted(rounds));
        }
        Path folder = Files.createTempDirectory("kinedex-chain-benchmark");
        try {
            new ChainBenchmark(file, folder, rounds, spec.commandLine().getOut()).run();
        } finally {
            spec.commandLine().getOut().flush();
            DurableFiles.remove(folder);
        }
        return 0;
    }
}
