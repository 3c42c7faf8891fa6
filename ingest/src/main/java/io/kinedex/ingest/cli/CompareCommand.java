package io.kinedex.ingest.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.ingest.client.NodeClient;
import io.kinedex.ingest.evaluate.Agreement;
import io.kinedex.metadata.record.MetadataRecord;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "compare",
        description = {
            "Compare what two engines, or two models of one, found in the same frames of a stream.",
            "Each is named by its engine, its model or the first digits of its model's digest."
        })
final class CompareCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private NodeOption node;

    @Option(names = "--stream", required = true, paramLabel = "NAME", description = "The stream.")
    @SuppressWarnings("NullAway.Init")
    private String stream;

    @Option(names = "--after", paramLabel = "INSTANT", description = "Only fragments that end later than this.")
    private @Nullable Instant after;

    @Option(names = "--before", paramLabel = "INSTANT", description = "Only fragments that begin earlier than this.")
    private @Nullable Instant before;

    @Option(
            names = "--iou",
            paramLabel = "X",
            defaultValue = "0.5",
            description = "From which overlap two boxes are the same thing; ${DEFAULT-VALUE} unless given.")
    private double iou;

    @Option(names = "--json", description = "Print the figures of each label as a line of JSON.")
    private boolean json;

    @Parameters(index = "0", paramLabel = "FIRST", description = "An engine, a model or a digest.")
    @SuppressWarnings("NullAway.Init")
    private String first;

    @Parameters(index = "1", paramLabel = "SECOND", description = "The other.")
    @SuppressWarnings("NullAway.Init")
    private String second;

    @Override
    public Integer call() throws InterruptedException {
        if (!(iou > 0 && iou <= 1)) {
            throw new ParameterException(spec.commandLine(), "--iou is %s, must be in 0..1".formatted(iou));
        }
        Agreement agreement = new Agreement(iou);
        try (NodeClient client = node.client()) {
            client.records(stream, this::isWanted, record -> {
                if (isOf(record, first)) {
                    agreement.add(record, true);
                } else if (isOf(record, second)) {
                    agreement.add(record, false);
                }
            });
        }
        return print(Terminal.of(spec.commandLine()), agreement);
    }

    private boolean isWanted(MetadataRecord record) {
        return (after == null || record.fragment().end().isAfter(after))
                && (before == null || record.fragment().start().isBefore(before));
    }

    private static boolean isOf(MetadataRecord record, String name) {
        return record.engine().name().equals(name)
                || record.engine().model().equals(name)
                || (name.length() >= 8 && record.engine().modelDigest().startsWith(name));
    }

    private int print(Terminal terminal, Agreement agreement) {
        if (agreement.frames() == 0) {
            terminal.note(
                    "There is no frame on stream '%s' that both %s and %s looked at.".formatted(stream, first, second));
            return 1;
        }
        Table table = new Table(
                List.of("LABEL", "BOTH", "ONLY " + first, "ONLY " + second, "F1", "MEAN IOU"), Set.of(1, 2, 3, 4, 5));
        agreement.byLabel().forEach((label, counts) -> row(terminal, table, label, counts));
        row(terminal, table, "all", agreement.all());
        if (!json) {
            table.print(terminal);
            terminal.note("%s that both looked at.".formatted(Words.count(agreement.frames(), "frame")));
        }
        return 0;
    }

    private void row(Terminal terminal, Table table, String label, Agreement.Counts counts) {
        if (json) {
            ObjectNode line = JsonNodeFactory.instance
                    .objectNode()
                    .put("label", label)
                    .put("both", counts.both())
                    .put("firstAlone", counts.firstAlone())
                    .put("secondAlone", counts.secondAlone())
                    .put("f1", counts.f1())
                    .put("meanIou", counts.meanIou());
            terminal.json(line);
            return;
        }
        table.add(
                label,
                Integer.toString(counts.both()),
                Integer.toString(counts.firstAlone()),
                Integer.toString(counts.secondAlone()),
                String.format(Locale.ROOT, "%.2f", counts.f1()),
                String.format(Locale.ROOT, "%.2f", counts.meanIou()));
    }
}
