package io.kinedex.ingest.evaluate;

import io.kinedex.inference.InferenceOptions;
import io.kinedex.inference.InferenceService;
import io.kinedex.inference.catalogue.ClassNames;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.inference.catalogue.ModelEntry;
import io.kinedex.inference.catalogue.Selection;
import io.kinedex.inference.catalogue.Weights;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.pipeline.EngineTrial;
import io.kinedex.ingest.pipeline.Engines;
import io.kinedex.ingest.pipeline.Likeness;
import io.kinedex.ingest.pipeline.Meaning;
import io.kinedex.ingest.stream.EngineConfig;
import io.kinedex.ingest.stream.StreamConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Runs engines on labelled data and scores them. Owns the models that it loads. One thread at a time, a platform thread.
 */
public final class Evaluator implements AutoCloseable {
    private final Options options;
    private final ModelCatalogue catalogue;
    private final PinnedStore store;
    private final InferenceService inference;
    private final Engines engines;

    /**
     * What to run and how.
     *
     * @param engine        empty: the one that the labels are for
     * @param model         empty: the preferred one of the engine
     * @param confidenceMin from which a finding counts where one threshold is asked for, 0..1
     * @param curveMin      from which confidence on findings are part of a curve; negative: the model's own
     * @param longSideMax   pixels of the longer side of a picture at most, as for a stream's frames
     */
    public record Options(String engine, String model, double confidenceMin, double curveMin, int longSideMax) {}

    public Evaluator(Options options, ModelCatalogue known, PinnedStore store) {
        this.options = options;
        this.store = store;
        this.catalogue = options.curveMin() < 0 ? known : known.mapped(entry -> withCurve(entry, options.curveMin()));
        this.inference = new InferenceService(InferenceOptions.defaults(), catalogue, store);
        this.engines = new Engines(
                inference,
                catalogue,
                store,
                new Meaning(inference, store, false),
                new Likeness(inference, store, Likeness.OFF));
    }

    private static ModelEntry withCurve(ModelEntry entry, double confidenceMin) {
        Selection own = entry.selection();
        return entry.withSelection(new Selection(confidenceMin, own.suppression(), own.iouMax(), own.countMax()));
    }

    /**
     * Runs the engine that the labels are for.
     *
     * @throws IngestException BAD_REQUEST where the engine or model does not suit the labels; UNAVAILABLE where weights are
     *     missing
     */
    public Report evaluate(LabelledData data, EvaluationListener listener) throws InterruptedException {
        // A further kind of labels gets a record in LabelledData, a reader in DataFormat, and its evaluation here.
        return switch (data) {
            case LabelledData.Boxes boxes -> boxes(boxes, listener);
        };
    }

    private Report boxes(LabelledData.Boxes data, EvaluationListener listener) throws InterruptedException {
        boolean facesOnly = !data.names().isEmpty()
                && data.names().stream()
                        .allMatch(name -> name.toLowerCase(Locale.ROOT).endsWith("face"));
        ModelEntry entry = entry(facesOnly ? StreamConfig.FACES : StreamConfig.OBJECTS);
        EngineTrial engine = EngineTrial.looking(engines, entry.engine(), settings(entry.name()));
        return new BoxEvaluation(engine, entry, labels(entry), options).run(data, listener);
    }

    private EngineConfig settings(String model) {
        return new EngineConfig(model, options.confidenceMin(), "evaluation on labelled data");
    }

    private ModelEntry entry(String usualEngine) {
        if (!options.model().isEmpty()) {
            return catalogue.entry(options.model());
        }
        String engine = options.engine().isEmpty() ? usualEngine : options.engine();
        return catalogue
                .preferred(engine)
                .orElseThrow(() -> new IngestException(
                        IngestException.Code.BAD_REQUEST,
                        "no model of the catalogue is for engine '%s'".formatted(engine)));
    }

    private List<String> labels(ModelEntry entry) {
        Path weights = switch (entry.weights()) {
            case Weights.Pinned pinned -> store.require(pinned.file());
            case Weights.Local local -> local.path();
        };
        return ClassNames.of(entry.labels(), weights);
    }

    @Override
    public void close() {
        inference.close();
    }
}
