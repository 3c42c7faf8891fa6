package io.kinedex.ingest.cli;

import io.kinedex.ingest.bench.DataReadBenchmark;
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
        name = "read",
        description =
                "Write records to the embedded stream by PutRecords and read them by GetRecords, with Amazon's client "
                        + "over loopback. Works in a temporary folder; needs no node.")
final class BenchKinesisReadCommand implements Callable<Integer> {
    private static final int RECORD_BYTES_MAX = 1_000_000;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--record-bytes",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Size of a record, 1 to 1000000; ${DEFAULT-VALUE} unless given.")
    private int recordBytes;

    @Option(
            names = "--megabytes",
            paramLabel = "N",
            defaultValue = "400",
            description = "How much is written, and read in each round; ${DEFAULT-VALUE} unless given.")
    private int megabytes;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "How often it is read; ${DEFAULT-VALUE} unless given. Medians are told.")
    private int rounds;

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        if (recordBytes < 1 || recordBytes > RECORD_BYTES_MAX || megabytes < 1 || rounds < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--record-bytes must be in 1..%d, --megabytes and --rounds at least 1".formatted(RECORD_BYTES_MAX));
        }
        Path folder = Files.createTempDirectory("kinedex-read-benchmark");
        try {
            new DataReadBenchmark(
                            folder,
                            recordBytes,
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
