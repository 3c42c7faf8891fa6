package io.kinedex.ingest.cli;

import io.kinedex.metadata.bench.SearchBenchmark;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "search",
        description = "Index generated sightings in a temporary folder, and measure searches among them and how soon a "
                + "published record is searchable. Prints tables as Markdown; needs no node.")
final class BenchSearchCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--sightings",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "How many to search among; a million unless given.")
    private int sightings;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (sightings < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--sightings is %d, must be at least 1".formatted(sightings));
        }
        SearchBenchmark.run(sightings, spec.commandLine().getOut());
        return 0;
    }
}
