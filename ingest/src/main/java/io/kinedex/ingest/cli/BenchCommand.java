package io.kinedex.ingest.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "bench",
        description = "Measure how fast Kinedex is on this machine.",
        synopsisSubcommandLabel = "BENCHMARK",
        subcommands = {
            BenchChainCommand.class,
            BenchKinesisCommand.class,
            BenchLiveCommand.class,
            BenchPeopleCommand.class,
            BenchSearchCommand.class,
            BenchSpeechCommand.class
        })
final class BenchCommand implements Callable<Integer> {
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
