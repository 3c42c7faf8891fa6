package io.kinedex.ingest.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceOptions;
import io.kinedex.inference.InferenceService;
import io.kinedex.inference.catalogue.BundleCatalogue;
import io.kinedex.inference.catalogue.ModelBundle;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.inference.catalogue.ModelEntry;
import io.kinedex.inference.catalogue.Weights;
import io.kinedex.inference.onnx.OnnxModel;
import io.kinedex.inference.pinned.PinnedFile;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.ingest.http.ModelStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "models",
        subcommands = {ModelsAddCommand.class, ModelsRemoveCommand.class},
        description = "List the catalogue of models, and try whether each is present and loads. "
                + "Needs no node; the exit status is 1 where one does not load.")
final class ModelsCommand implements Callable<Integer> {
    private static final int SHA_SHOWN = 12;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--json", description = "Print each model as a line of JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Terminal terminal = Terminal.of(spec.commandLine());
        List<ModelStatus> models = tried();
        if (json) {
            models.forEach(model -> print(terminal, model));
        } else {
            table(terminal, models);
        }
        return models.stream().allMatch(ModelStatus::loads) ? 0 : 1;
    }

    private static List<ModelStatus> tried() {
        ModelCatalogue catalogue = ModelCatalogue.bundled();
        List<ModelStatus> all = new ArrayList<>();
        try (InferenceService service = new InferenceService(
                new InferenceOptions(1, 1, Duration.ZERO, 1), catalogue, PinnedStore.configured())) {
            catalogue.entries().forEach(entry -> all.add(tried(service, entry)));
        }
        BundleCatalogue.bundled().entries().forEach(bundle -> all.add(tried(bundle)));
        return all;
    }

    /** A bundle loads where each of its graphs does. */
    private static ModelStatus tried(ModelBundle bundle) {
        PinnedStore store = PinnedStore.configured();
        try {
            for (String part : bundle.files().keySet()) {
                Path file = bundle.path(part, store);
                if (file.toString().endsWith(".onnx")) {
                    OnnxModel.open(bundle.name(), file, 1, OnnxModel.Workspace.GIVEN_BACK)
                            .close();
                }
            }
            return ModelStatus.of(bundle, true, true, "");
        } catch (InferenceException e) {
            return ModelStatus.of(bundle, !absent(e), false, String.valueOf(e.getMessage()));
        }
    }

    private static boolean absent(InferenceException e) {
        return e.code() == InferenceException.Code.FILE_MISSING || e.code() == InferenceException.Code.FILE_WRONG;
    }

    private static ModelStatus tried(InferenceService service, ModelEntry entry) {
        try {
            service.load(entry.name());
            return status(entry, true, true, "");
        } catch (InferenceException e) {
            return status(entry, !absent(e), false, String.valueOf(e.getMessage()));
        }
    }

    private static ModelStatus status(ModelEntry entry, boolean present, boolean loads, String problem) {
        return switch (entry.weights()) {
            case Weights.Pinned(PinnedFile file) ->
                new ModelStatus(
                        entry.name(),
                        entry.task(),
                        entry.engine(),
                        file.source().coordinates(),
                        file.sha256(),
                        file.licence().spdx(),
                        present,
                        loads,
                        problem);
            case Weights.Local(Path path, String sha256) ->
                new ModelStatus(
                        entry.name(),
                        entry.task(),
                        entry.engine(),
                        path.toString(),
                        sha256,
                        "",
                        present,
                        loads,
                        problem);
        };
    }

    private static void print(Terminal terminal, ModelStatus model) {
        terminal.json(JsonNodeFactory.instance
                .objectNode()
                .put("name", model.name())
                .put("task", model.task())
                .put("engine", model.engine())
                .put("source", model.source())
                .put("sha256", model.sha256())
                .put("licence", model.licence())
                .put("present", model.present())
                .put("loads", model.loads())
                .put("problem", model.problem()));
    }

    private static void table(Terminal terminal, List<ModelStatus> models) {
        Table table = new Table(
                List.of("MODEL", "ENGINE", "PRESENT", "LOADS", "LICENCE", "SHA256", "SOURCE", "TASK"), Set.of());
        for (ModelStatus model : models) {
            table.add(
                    model.name(),
                    model.engine(),
                    model.present() ? "yes" : "NO",
                    model.loads() ? "yes" : "NO",
                    model.licence(),
                    model.sha256()
                            .substring(0, Math.min(SHA_SHOWN, model.sha256().length())),
                    model.source(),
                    model.task());
        }
        table.print(terminal);
        models.stream()
                .filter(model -> !model.problem().isEmpty())
                .forEach(model -> terminal.note(model.name() + ": " + model.problem()));
    }
}
