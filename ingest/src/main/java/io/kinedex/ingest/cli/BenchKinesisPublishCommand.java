package io.kinedex.ingest.cli;

import io.kinedex.ingest.bench.PublishBenchmark;
import io.kinedex.ingest.storage.DurableFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "publish",
        description =
                "Publish records to a Kinesis data stream, which is made for it and deleted: by a bare client, and by "
                        + "the sink with and without aggregation. Works in a temporary folder; needs no node.")
final class BenchKinesisPublishCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--endpoint",
            required = true,
            paramLabel = "URL",
            description = "The endpoint of Kinesis Data Streams, such as a kinesis-local's.")
    @SuppressWarnings("NullAway.Init")
    private URI endpoint;

    @Option(
            names = "--region",
            paramLabel = "REGION",
            defaultValue = "us-east-1",
            description = "Its region; ${DEFAULT-VALUE} unless given.")
    @SuppressWarnings("NullAway.Init")
    private String region;

    @Option(
            names = "--streams",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many cameras, each a partition key; ${DEFAULT-VALUE} unless given.")
    private int streams;

    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Records of each; ${DEFAULT-VALUE} unless given.")
    private int records;

    @Option(
            names = "--shards",
            paramLabel = "N",
            defaultValue = "16",
            description = "Shards of the data stream; ${DEFAULT-VALUE} unless given.")
    private int shards;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (streams < 1 || records < 1 || shards < 1) {
            throw new ParameterException(spec.commandLine(), "--streams, --records and --shards must be at least 1");
        }
        Path folder = Files.createTempDirectory("kinedex-publish-benchmark");
        try {
            new PublishBenchmark(
                            endpoint,
                            region,
                            folder,
                            new PublishBenchmark.Load(streams, records, shards),
                            spec.commandLine().getOut())
                    .run();
            return 0;
        } finally {
            spec.commandLine().getOut().flush();
            DurableFiles.remove(folder);
        }
    }
}
