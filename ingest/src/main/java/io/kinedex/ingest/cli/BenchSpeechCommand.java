package io.kinedex.ingest.cli;

import io.kinedex.ingest.bench.SpeechBenchmark;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "speech",
        description =
                "Write down what is said in a file, by each bundle for speech: seconds of work for each second of "
                        + "sound and of speech, by stage.")
final class BenchSpeechCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "How often each is measured; ${DEFAULT-VALUE} unless given. Medians are told.")
    private int rounds;

    @Parameters(paramLabel = "FILE", description = "Any video or sound that FFmpeg reads.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Override
    public Integer call() throws InterruptedException {
        if (rounds < 1) {
            throw new ParameterException(spec.commandLine(), "--rounds is %d, must be at least 1".formatted(rounds));
        }
        new SpeechBenchmark(file, rounds, spec.commandLine().getOut()).run();
        return 0;
    }
}
