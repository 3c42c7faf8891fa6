package io.kinedex.ingest.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "kinesis",
        description = "Measure what has to do with Kinesis.",
        synopsisSubcommandLabel = "BENCHMARK",
        subcommands = {
            BenchKinesisFollowCommand.class,
            BenchKinesisMediaCommand.class,
            BenchKinesisPublishCommand.class,
            BenchKinesisReadCommand.class
        })
final class BenchKinesisCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "which benchmark? There are: "
                        + String.join(", ", spec.subcommands().keySet()));
    }
}
