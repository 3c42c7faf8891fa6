package io.kinedex.ingest.cli;

import io.kinedex.metadata.bench.PeopleBenchmark;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "people",
        description = "Match faces against generated templates: how long it takes, and how often the nearest is found. "
                + "Prints a table as Markdown; needs no node.")
final class BenchPeopleCommand implements Callable<Integer> {
    private static final int TEMPLATES_MAX = 2_000_000;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--templates",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "How many to match against, up to 2000000; a million unless given.")
    private int templates;

    @Override
    public Integer call() {
        if (templates < 1 || templates > TEMPLATES_MAX) {
            throw new ParameterException(
                    spec.commandLine(), "--templates is %d, must be in 1..%d".formatted(templates, TEMPLATES_MAX));
        }
        PeopleBenchmark.run(templates, spec.commandLine().getOut());
        return 0;
    }
}
