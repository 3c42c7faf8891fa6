package io.kinedex.ingest.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.frames.SamplingPolicy;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.ingest.config.NodeConfig;
import io.kinedex.ingest.evaluate.DataFormat;
import io.kinedex.ingest.evaluate.Evaluator;
import io.kinedex.ingest.evaluate.Report;
import io.kinedex.ingest.stream.EngineConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "evaluate",
        description =
                "Score an engine on labelled data, by the code that streams run it by. Needs no node; the exit status "
                        + "is 1 where a file could not be used.")
final class EvaluateCommand implements Callable<Integer> {
    private static final int LONG_SIDE_MIN = 64;
    private static final int LONG_SIDE_MAX = 4096;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "What the folder holds: coco, voc, mot, identities, transcripts or text-boxes; unless given it is "
                            + "recognised.")
    private @Nullable String format;

    @Option(names = "--engine", paramLabel = "ENGINE", defaultValue = "", description = "The engine to score.")
    @SuppressWarnings("NullAway.Init")
    private String engine;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            defaultValue = "",
            description = "The model to score; the engine's preferred one unless given.")
    @SuppressWarnings("NullAway.Init")
    private String model;

    @Option(
            names = "--confidence-min",
            paramLabel = "X",
            defaultValue = "" + EngineConfig.CONFIDENCE_MIN,
            description = "From which confidence on a finding counts, as for a stream; ${DEFAULT-VALUE} unless given.")
    private double confidenceMin;

    @Option(
            names = "--curve-min",
            paramLabel = "X",
            defaultValue = "-1",
            description = "From which confidence on findings are part of a curve; the model's own unless given.")
    private double curveMin;

    @Option(
            names = "--long-side-max",
            paramLabel = "N",
            description = "Pixels of a picture's longer side at most; the node's default for frames unless given.")
    private @Nullable Integer longSideMax;

    @Option(
            names = "--sampling",
            paramLabel = "POLICY",
            defaultValue = "every-frame",
            description = "Which frames of sequences are looked at, as for a stream; ${DEFAULT-VALUE} unless given.")
    @SuppressWarnings("NullAway.Init")
    private String sampling;

    @Option(names = "--json", description = "Print each row as a line of JSON.")
    private boolean json;

    @Parameters(paramLabel = "DIR", description = "The folder of labelled data.")
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Override
    public Integer call() throws InterruptedException {
        Evaluator.Options options = options();
        Terminal terminal = Terminal.of(spec.commandLine());
        DataFormat.Recognised read = format == null ? DataFormat.read(folder) : DataFormat.read(folder, format(format));
        try (Evaluator evaluator = new Evaluator(options, ModelCatalogue.bundled(), PinnedStore.configured());
                CountProgress progress = new CountProgress(terminal, folder.toString())) {
            Report report = evaluator.evaluate(read.data(), progress);
            progress.close();
            print(terminal, read.format(), report);
            return report.unread().isEmpty() ? 0 : 1;
        }
    }

    private DataFormat format(String key) {
        return Arrays.stream(DataFormat.values())
                .filter(known -> known.key().equals(key.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "--format is '%s', must be one of %s"
                                .formatted(
                                        key,
                                        Arrays.stream(DataFormat.values())
                                                .map(DataFormat::key)
                                                .collect(Collectors.joining(", ")))));
    }

    private Evaluator.Options options() {
        int longSide = longSideMax == null ? NodeConfig.defaults().decoding().longSideMax() : longSideMax;
        if (longSide < LONG_SIDE_MIN || longSide > LONG_SIDE_MAX) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--long-side-max is %d, must be in %d..%d".formatted(longSide, LONG_SIDE_MIN, LONG_SIDE_MAX));
        }
        if (!(confidenceMin >= 0 && confidenceMin <= 1) || !(curveMin <= 1)) {
            throw new ParameterException(spec.commandLine(), "--confidence-min and --curve-min must be in 0..1");
        }
        return new Evaluator.Options(engine, model, confidenceMin, curveMin, longSide, sampling());
    }

    private SamplingPolicy sampling() {
        try {
            return SamplingPolicy.parse(sampling);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--sampling: " + e.getMessage(), e);
        }
    }

    private void print(Terminal terminal, DataFormat kind, Report report) {
        if (json) {
            report.rows().forEach(row -> terminal.json(json(kind, report, row)));
        } else if (!report.rows().isEmpty()) {
            table(terminal, report.rows());
        }
        terminal.note("%s, model %s (%s...)"
                .formatted(report.engine(), report.model(), report.digest().substring(0, 12)));
        report.notes().forEach(terminal::note);
        report.unread().forEach(unread -> terminal.note("not used: %s: %s".formatted(unread.file(), unread.reason())));
    }

    private static void table(Terminal terminal, List<Report.Row> rows) {
        List<String> headings = new ArrayList<>(List.of(""));
        Set<Integer> numbers = new TreeSet<>();
        rows.getFirst().figures().forEach(figure -> {
            numbers.add(headings.size());
            headings.add(figure.name().toUpperCase(Locale.ROOT));
        });
        Table table = new Table(headings, numbers);
        for (Report.Row row : rows) {
            List<String> cells = new ArrayList<>(List.of(row.what()));
            row.figures().forEach(figure -> cells.add(text(figure)));
            table.add(cells.toArray(String[]::new));
        }
        table.print(terminal);
    }

    /** Shares in hundredths. */
    private static String text(Report.Figure figure) {
        return switch (figure.unit()) {
            case COUNT -> String.valueOf(Math.round(figure.value()));
            case SHARE -> String.format(Locale.ROOT, "%.1f", 100 * figure.value());
            case PLAIN -> String.format(Locale.ROOT, "%.3f", figure.value());
        };
    }

    private ObjectNode json(DataFormat kind, Report report, Report.Row row) {
        ObjectNode line = JsonNodeFactory.instance
                .objectNode()
                .put("data", folder.toString())
                .put("format", kind.key())
                .put("engine", report.engine())
                .put("model", report.model())
                .put("digest", report.digest())
                .put("what", row.what());
        for (Report.Figure figure : row.figures()) {
            if (figure.unit() == Report.Unit.COUNT) {
                line.put(figure.name(), Math.round(figure.value()));
            } else {
                line.put(figure.name(), figure.value());
            }
        }
        return line;
    }
}
