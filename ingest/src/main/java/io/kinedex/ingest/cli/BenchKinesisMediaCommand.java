package io.kinedex.ingest.cli;

import io.kinedex.ingest.bench.MediaBenchmark;
import io.kinedex.ingest.storage.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "media",
        description =
                "Put and get media by PutMedia and GetMedia over loopback, beside what the machine's sockets and disk can "
                        + "do. Works in a temporary folder; needs no node.")
final class BenchKinesisMediaCommand implements Callable<Integer> {
    private static final int FRAGMENT_BYTES_MIN = 1_000;
    private static final int FRAGMENT_BYTES_MAX = 50_000_000;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--fragment-bytes",
            paramLabel = "N",
            defaultValue = "4000000",
            description = "Size of a fragment, 1000 to 50000000; ${DEFAULT-VALUE} unless given.")
    private int fragmentBytes;

    @Option(
            names = "--megabytes",
            paramLabel = "N",
            defaultValue = "512",
            description = "How much goes through each part in each round; ${DEFAULT-VALUE} unless given.")
    private int megabytes;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "How often it is measured; ${DEFAULT-VALUE} unless given. Medians are told.")
    private int rounds;

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        if (fragmentBytes < FRAGMENT_BYTES_MIN || fragmentBytes > FRAGMENT_BYTES_MAX || megabytes < 1 || rounds < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--fragment-bytes must be in %d..%d, --megabytes and --rounds at least 1"
                            .formatted(FRAGMENT_BYTES_MIN, FRAGMENT_BYTES_MAX));
        }
        Path folder = Files.createTempDirectory("kinedex-media-benchmark");
        try {
            new MediaBenchmark(
                            folder,
                            fragmentBytes,
                            megabytes,
                            rounds,
                            spec.commandLine().getOut())
                    .run();
            return 0;
        } finally {
            spec.commandLine().getOut().flush();
            DurableFiles.remove(folder);
        }
    }
}
