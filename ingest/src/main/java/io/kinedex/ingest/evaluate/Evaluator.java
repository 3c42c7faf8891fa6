package io.kinedex.ingest.evaluate;

import io.kinedex.frames.SamplingPolicy;
import io.kinedex.inference.InferenceOptions;
import io.kinedex.inference.InferenceService;
import io.kinedex.inference.catalogue.BundleCatalogue;
import io.kinedex.inference.catalogue.ClassNames;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.inference.catalogue.ModelEntry;
import io.kinedex.inference.catalogue.Selection;
import io.kinedex.inference.catalogue.Weights;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.config.NodeConfig;
import io.kinedex.ingest.pipeline.EngineTrial;
import io.kinedex.ingest.pipeline.Engines;
import io.kinedex.ingest.pipeline.FaceModels;
import io.kinedex.ingest.pipeline.HearingTrial;
import io.kinedex.ingest.pipeline.Likeness;
import io.kinedex.ingest.pipeline.Meaning;
import io.kinedex.ingest.storage.DurableFiles;
import io.kinedex.ingest.stream.EngineConfig;
import io.kinedex.ingest.stream.StreamConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Runs engines on labelled data and scores them. Owns the models that it loads. One thread at a time, a platform thread.
 */
public final class Evaluator implements AutoCloseable {

    private final BundleCatalogue bundles = BundleCatalogue.bundled();
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
     * @param sampling      which frames of sequences are looked at
     */
    public record Options(
            String engine,
            String model,
            double confidenceMin,
            double curveMin,
            int longSideMax,
            SamplingPolicy sampling) {}

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
                new Likeness(inference, store, Likeness.OFF),
                new FaceModels(inference, store));
    }

    private static ModelEntry withCurve(ModelEntry entry, double confidenceMin) {
        Selection own = entry.selection();
        return entry.withSelection(new Selection(confidenceMin, own.suppression(), own.iouMax(), own.countMax()));
    }

    /** What is run. */
    record Chosen(String engine, String model) {}

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
            case LabelledData.Tracks tracks -> tracks(tracks, listener);
            case LabelledData.Identities identities -> {
                Chosen chosen = chosen(StreamConfig.FACES);
                yield new IdentityEvaluation(recognising(chosen), chosen, options).run(identities, listener);
            }
            case LabelledData.Texts texts -> {
                Chosen chosen = chosen(StreamConfig.TEXT);
                yield new TextEvaluation(looking(chosen), chosen, options).run(texts, listener);
            }
            case LabelledData.Transcripts transcripts -> transcripts(transcripts, listener);
        };
    }

    private Report boxes(LabelledData.Boxes data, EvaluationListener listener) throws InterruptedException {
        Chosen chosen = chosen(usual(data.names()));
        double curveMin = detector(chosen).selection().confidenceMin();
        return new BoxEvaluation(looking(chosen), chosen, labels(chosen), curveMin, options).run(data, listener);
    }

    private Report tracks(LabelledData.Tracks data, EvaluationListener listener) throws InterruptedException {
        Chosen chosen = chosen(usual(data.names()));
        return new TrackEvaluation(() -> looking(chosen), chosen, labels(chosen), options).run(data, listener);
    }

    private Report transcripts(LabelledData.Transcripts data, EvaluationListener listener) throws InterruptedException {
        Chosen chosen = chosen(StreamConfig.SPEECH);
        Path folder = temporaryFolder();
        try (FragmentArchive archive = FragmentArchive.open(folder, archiveOptions(), Clock.systemUTC())) {
            HearingTrial engine = HearingTrial.of(engines, settings(chosen.model()), archive);
            return new TranscriptEvaluation(engine, archive, chosen).run(data, listener);
        } finally {
            DurableFiles.remove(folder);
        }
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("kinedex-evaluate");
        } catch (IOException e) {
            throw new IngestException(IngestException.Code.DISK, "no temporary folder: " + e.getMessage(), e);
        }
    }

    private static FragmentArchive.ArchiveOptions archiveOptions() {
        NodeConfig.Archive usual = NodeConfig.defaults().archive();
        return new FragmentArchive.ArchiveOptions(
                usual.segmentBytes().bytes(),
                0,
                usual.fragmentBytesMax().bytes(),
                usual.retentionAge(),
                usual.retentionBytes().bytes());
    }

    private static String usual(List<String> names) {
        boolean facesOnly = !names.isEmpty()
                && names.stream().allMatch(name -> name.toLowerCase(Locale.ROOT).endsWith("face"));
        return facesOnly ? StreamConfig.FACES : StreamConfig.OBJECTS;
    }

    private EngineTrial looking(Chosen chosen) {
        return EngineTrial.looking(engines, chosen.engine(), settings(chosen.model()));
    }

    private EngineTrial recognising(Chosen chosen) {
        EngineConfig own = settings(chosen.model());
        return EngineTrial.looking(
                engines,
                chosen.engine(),
                new EngineConfig(
                        own.model(),
                        own.confidenceMin(),
                        own.purpose(),
                        chosen.engine().equals(StreamConfig.FACES)));
    }

    private EngineConfig settings(String model) {
        return new EngineConfig(model, options.confidenceMin(), "evaluation on labelled data");
    }

    /** The model that was asked for, or else the preferred one of the engine that was, or else of the usual one. */
    private Chosen chosen(String usualEngine) {
        String wanted = options.engine().isEmpty() ? usualEngine : options.engine();
        Stream<Known> known = Stream.concat(
                catalogue.entries().stream().map(entry -> new Known(entry.engine(), entry.name(), entry.preferred())),
                bundles.entries().stream().map(each -> new Known(each.engine(), each.name(), each.preferred())));
        return known.filter(each -> options.model().isEmpty()
                        ? each.preferred() && each.engine().equals(wanted)
                        : each.name().equals(options.model()))
                .map(each -> new Chosen(each.engine(), each.name()))
                .reduce((_, later) -> later)
                .orElseThrow(() -> new IngestException(
                        IngestException.Code.BAD_REQUEST,
                        options.model().isEmpty()
                                ? "no model that this program has is for engine '%s'".formatted(wanted)
                                : "there is no model '%s'; kinedex models lists those there are"
                                        .formatted(options.model())));
    }

    private record Known(String engine, String name, boolean preferred) {}

    /** Of a detector; of another model a detector's place is not. */
    private ModelEntry detector(Chosen chosen) {
        if (bundles.find(chosen.model()).isPresent()) {
            throw new IngestException(
                    IngestException.Code.BAD_REQUEST,
                    "model '%s' for %s finds no boxes with names".formatted(chosen.model(), chosen.engine()));
        }
        return catalogue.entry(chosen.model());
    }

    private List<String> labels(Chosen chosen) {
        ModelEntry entry = detector(chosen);
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
