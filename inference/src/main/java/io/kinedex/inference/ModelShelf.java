package io.kinedex.inference;

import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.catalogue.CatalogueModel;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.inference.catalogue.ModelEntry;
import io.kinedex.inference.catalogue.SoundEntry;
import io.kinedex.inference.catalogue.Weights;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.inference.pinned.Sha256;
import io.kinedex.inference.sound.SoundModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The models that are loaded, by key: the catalogue's by their names, those that were added by name and number. All threads. */
final class ModelShelf {
    private static final Logger LOG = LoggerFactory.getLogger(ModelShelf.class);

    private final InferenceOptions options;
    private final ModelCatalogue catalogue;
    private final PinnedStore store;
    private final Map<String, HeldModel> models = new ConcurrentHashMap<>();
    private final Set<SoundModel> sounds = ConcurrentHashMap.newKeySet();
    private final Object loading = new Object();
    private int added;
    private boolean closed;

    ModelShelf(InferenceOptions options, ModelCatalogue catalogue, PinnedStore store) {
        this.options = options;
        this.catalogue = catalogue;
        this.store = store;
    }

    LoadedModel load(String name) {
        synchronized (loading) {
            requireOpen();
            HeldModel there = models.get(name);
            return there == null ? loaded(name, catalogue.entry(name)) : there.model();
        }
    }

    LoadedModel add(ModelEntry entry) {
        synchronized (loading) {
            requireOpen();
            return loaded(entry.name() + '#' + ++added, entry);
        }
    }

    SoundModel add(SoundEntry entry) {
        synchronized (loading) {
            requireOpen();
            Path weights = weights(entry);
            SoundModel model = SoundModel.open(entry, weights, digest(entry, weights), options.threadsPerModel());
            sounds.add(model);
            return model;
        }
    }

    void retire(SoundModel model) {
        if (sounds.remove(model)) {
            model.retire();
        }
    }

    void retire(LoadedModel model) {
        find(model.key()).ifPresent(HeldModel::retire);
    }

    Optional<HeldModel> find(String key) {
        return Optional.ofNullable(models.get(key));
    }

    /**
     * Takes hold of a model; whoever does releases it.
     *
     * @throws InferenceException UNKNOWN_MODEL
     */
    HeldModel held(String key) {
        return find(key)
                .filter(HeldModel::hold)
                .orElseThrow(() -> new InferenceException(
                        Code.UNKNOWN_MODEL, "model %s is not loaded; those are: %s".formatted(key, models.keySet())));
    }

    List<LoadedModel> loaded() {
        return models.values().stream().map(HeldModel::model).toList();
    }

    private void requireOpen() {
        if (closed) {
            throw new InferenceException(Code.CLOSED, "the inference service is closed");
        }
    }

    private LoadedModel loaded(String key, ModelEntry entry) {
        long began = System.nanoTime();
        Path weights = weights(entry);
        String digest = digest(entry, weights);
        ModelSlot slot = ModelSlot.load(entry, weights, options.threads(), options.threadsPerModel());
        try {
            Duration run = slot.warmUp(options.batchMax());
            Duration load = Duration.ofNanos(System.nanoTime() - began);
            LOG.info("model {} is ready after {} ms, {} ms a picture", entry.name(), load.toMillis(), run.toMillis());
            LoadedModel model = new LoadedModel(key, entry, digest, load, run);
            models.put(key, new HeldModel(model, slot, () -> models.remove(key)));
            return model;
        } catch (InferenceException e) {
            slot.close();
            throw e;
        }
    }

    private Path weights(CatalogueModel entry) {
        return switch (entry.weights()) {
            case Weights.Pinned pinned -> store.require(pinned.file());
            case Weights.Local local -> {
                if (!Files.isRegularFile(local.path())) {
                    throw new InferenceException(
                            Code.FILE_MISSING,
                            "model %s: there is no file %s; name the weights by a path that starts at its description"
                                    .formatted(entry.name(), local.path()));
                }
                yield local.path();
            }
        };
    }

    private static String digest(CatalogueModel entry, Path weights) {
        try {
            return switch (entry.weights()) {
                case Weights.Pinned pinned -> pinned.file().sha256();
                case Weights.Local local -> {
                    String actual = Sha256.of(weights);
                    if (!local.sha256().isEmpty() && !local.sha256().equals(actual)) {
                        throw new InferenceException(
                                Code.FILE_WRONG,
                                "model %s: %s is not what its description says: expected sha256 %s, actual %s"
                                        .formatted(entry.name(), weights, local.sha256(), actual));
                    }
                    yield actual;
                }
            };
        } catch (IOException e) {
            throw new InferenceException(Code.FILE_MISSING, "cannot read %s: %s".formatted(weights, e), e);
        }
    }

    /** Nothing is loaded any more. */
    void close() {
        synchronized (loading) {
            closed = true;
        }
    }

    /** No model may be running. */
    void free() {
        models.values().forEach(held -> held.slot().close());
        models.clear();
        sounds.forEach(SoundModel::close);
        sounds.clear();
    }
}
