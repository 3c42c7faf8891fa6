package io.kinedex.samples.accuracy;

import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.ingest.cli.Subcommand;
import io.kinedex.ingest.cli.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kinedex accuracy-data}: what the table of docs/accuracy.md is made from. */
@Command(
        name = "accuracy-data",
        description =
                "Lay the labelled data out on which docs/accuracy.md measures: folders to score with kinedex evaluate.")
public final class AccuracyDataCommand implements Subcommand {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "Where to; files that are there are written over.")
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    /** Made by the command line. */
    public AccuracyDataCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Terminal terminal = Terminal.of(spec.commandLine());
        new AccuracyData(PinnedStore.configured()).layOut(folder).forEach(set -> terminal.line(set.toString()));
        return 0;
    }
}
