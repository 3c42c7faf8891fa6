package io.kinedex.ingest.node;

import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceService;
import io.kinedex.inference.catalogue.BundleCatalogue;
import io.kinedex.inference.catalogue.ModelBundle;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.inference.catalogue.ModelEntry;
import io.kinedex.inference.catalogue.Weights;
import io.kinedex.inference.pinned.PinnedFile;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.config.NodeConfig;
import io.kinedex.ingest.http.ModelStatus;
import io.kinedex.ingest.model.ModelFolder;
import io.kinedex.ingest.pipeline.Engines;
import io.kinedex.ingest.pipeline.FaceModels;
import io.kinedex.ingest.pipeline.Likeness;
import io.kinedex.ingest.pipeline.Meaning;
import io.kinedex.ingest.stream.StreamConfig;
import io.kinedex.metadata.record.Embedding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Stream;

/** The models of a node: those its streams want are loaded while the rest of it starts. */
final class Models {
    private final ModelCatalogue catalogue;
    private final PinnedStore store;
    private final Engines engines;
    private final ModelFolder own;
    private CompletableFuture<Void> preloading = CompletableFuture.completedFuture(null);

    /** @param users which streams look through a model */
    Models(
            Parts parts,
            NodeConfig config,
            InferenceService inference,
            FaceModels faces,
            Function<String, List<String>> users) {
        this.catalogue = parts.catalogue();
        this.store = parts.store();
        this.engines = new Engines(
                inference,
                catalogue,
                store,
                new Meaning(inference, store, config.inference().meaning()),
                new Likeness(inference, store, config.inference().likeness()),
                faces);
        this.own = new ModelFolder(
                config.models().isEmpty() ? config.data().resolve("models") : Path.of(config.models()), engines, users);
    }

    /** The vectors of what a sentence means and, where the models for pictures know words, of what it describes. */
    List<Embedding> meant(String sentence) {
        List<Embedding> vectors = new ArrayList<>();
        vectors.add(engines.meaning().query(sentence));
        engines.likeness().described(sentence).ifPresent(vectors::add);
        return vectors;
    }

    Engines engines() {
        return engines;
    }

    /** Begins to load the models of the configuration's streams. */
    void preload(NodeConfig config) {
        List<StreamConfig> streams = Stream.concat(
                        Stream.of(config.streamDefaults().named("stream-defaults")),
                        config.streams().entrySet().stream()
                                .map(stream -> stream.getValue().named(stream.getKey())))
                .toList();
        preloading = CompletableFuture.runAsync(
                () -> streams.forEach(engines::ready),
                task -> Thread.ofPlatform().name("preload").start(task));
    }

    /** @throws IngestException where a model cannot be loaded */
    void awaitPreloaded() {
        try {
            preloading.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof IngestException known
                    ? known
                    : new IngestException(
                            IngestException.Code.UNAVAILABLE, "models cannot be loaded: " + e.getCause(), e);
        }
    }

    List<ModelStatus> status() {
        return Stream.of(
                        catalogue.entries().stream().map(this::status),
                        BundleCatalogue.bundled().entries().stream().map(this::status),
                        own.list().stream())
                .flatMap(Function.identity())
                .toList();
    }

    /** Those that users bring. */
    ModelFolder own() {
        return own;
    }

    private ModelStatus status(ModelBundle bundle) {
        String problem = bundle.files().values().stream()
                .map(this::problem)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
        return ModelStatus.of(bundle, problem.isEmpty(), engines.isLoaded(bundle.name()), problem);
    }

    private ModelStatus status(ModelEntry entry) {
        return switch (entry.weights()) {
            case Weights.Pinned(PinnedFile file) ->
                status(
                        entry,
                        file.source().toString(),
                        file.sha256(),
                        file.licence().toString(),
                        problem(file));
            case Weights.Local(Path path, String sha256) ->
                status(
                        entry,
                        path.toString(),
                        sha256,
                        "the user's own",
                        Files.isReadable(path) ? "" : path + " is not there");
        };
    }

    private ModelStatus status(ModelEntry entry, String source, String sha256, String licence, String problem) {
        return new ModelStatus(
                entry.name(),
                entry.task(),
                entry.engine(),
                source,
                sha256,
                licence,
                problem.isEmpty(),
                engines.isLoaded(entry.name()),
                problem);
    }

    private String problem(PinnedFile file) {
        try {
            return store.find(file).isPresent()
                    ? ""
                    : "weights are not in %s; build again, which fetches them".formatted(store.folder());
        } catch (InferenceException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
