package io.kinedex.ingest.pipeline;

import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceService;
import io.kinedex.inference.LoadedModel;
import io.kinedex.inference.catalogue.BundleCatalogue;
import io.kinedex.inference.catalogue.CatalogueModel;
import io.kinedex.inference.catalogue.ModelBundle;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.inference.catalogue.ModelEntry;
import io.kinedex.inference.catalogue.SoundEntry;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.inference.sound.SoundModel;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.stream.EngineConfig;
import io.kinedex.ingest.stream.StreamConfig;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The models that streams look and listen through; each is loaded when the first stream that wants it comes. Any thread may
 * call it.
 */
public final class Engines {
    private final InferenceService inference;
    private final ModelCatalogue catalogue;
    private final BundleCatalogue bundles = BundleCatalogue.bundled();
    private final PinnedStore store;
    private final Meaning meaning;
    private final Likeness likeness;
    private final Optional<FaceModels> faces;
    private final Map<String, EngineModel> loaded = new ConcurrentHashMap<>();
    /** Users' own models, by name. */
    private final Map<String, Own> own = new ConcurrentHashMap<>();

    private final Object loading = new Object();

    /**
     * A model of a user's own.
     *
     * @param retire gives it up
     */
    private record Own(CatalogueModel described, EngineModel model, Runnable retire) {}

    /** Where nobody is recognised. */
    public Engines(
            InferenceService inference,
            ModelCatalogue catalogue,
            PinnedStore store,
            Meaning meaning,
            Likeness likeness) {
        this(inference, catalogue, store, meaning, likeness, Optional.empty());
    }

    /** @param faces what recognising faces needs */
    public Engines(
            InferenceService inference,
            ModelCatalogue catalogue,
            PinnedStore store,
            Meaning meaning,
            Likeness likeness,
            FaceModels faces) {
        this(inference, catalogue, store, meaning, likeness, Optional.of(faces));
    }

    private Engines(
            InferenceService inference,
            ModelCatalogue catalogue,
            PinnedStore store,
            Meaning meaning,
            Likeness likeness,
            Optional<FaceModels> faces) {
        this.meaning = meaning;
        this.likeness = likeness;
        this.inference = inference;
        this.catalogue = catalogue;
        this.store = store;
        this.faces = faces;
    }

    /**
     * Loads what the stream needs.
     *
     * @throws IngestException BAD_REQUEST where a model is not known or not one for its engine; UNAVAILABLE where its
     *     weights are missing
     */
    public void ready(StreamConfig config) {
        config.engines().forEach((engine, settings) -> ready(config.name(), engine, settings));
    }

    private void ready(String stream, String engine, EngineConfig settings) {
        if (!serves(settings.model(), engine)) {
            throw new IngestException(
                    IngestException.Code.BAD_REQUEST,
                    "stream '%s' wants model '%s' for engine '%s'; known: %s"
                            .formatted(stream, settings.model(), engine, known()));
        }
        model(settings).require(settings);
    }

    private boolean serves(String model, String engine) {
        return described(model)
                        .map(CatalogueModel::engine)
                        .filter(engine::equals)
                        .isPresent()
                || bundles.find(model)
                        .map(ModelBundle::engine)
                        .filter(own -> own.equals(engine) && !own.equals(StreamConfig.FACES))
                        .isPresent();
    }

    private Optional<? extends CatalogueModel> described(String model) {
        return Stream.concat(own.values().stream().map(Own::described), catalogue.entries().stream())
                .filter(each -> each.name().equals(model))
                .findFirst();
    }

    private String known() {
        TreeSet<String> names = new TreeSet<>();
        own.values()
                .forEach(model -> names.add(
                        model.described().engine() + ": " + model.described().name()));
        catalogue.entries().forEach(entry -> names.add(entry.engine() + ": " + entry.name()));
        bundles.entries().stream()
                .filter(bundle -> !bundle.engine().equals(StreamConfig.FACES))
                .forEach(bundle -> names.add(bundle.engine() + ": " + bundle.name()));
        return String.join(", ", names);
    }

    /**
     * Takes in a model of a user's own, beside the catalogue's or in place of one of its name that was taken in before.
     * Streams that look through that one go on with it until their next fragment.
     *
     * @throws InferenceException with the reason, where the model is refused; the one before stays then
     */
    public void install(CatalogueModel described) {
        Own fresh = open(described);
        synchronized (loading) {
            loaded.put(described.name(), fresh.model());
            Optional.ofNullable(own.put(described.name(), fresh))
                    .ifPresent(before -> before.retire().run());
        }
    }

    /**
     * Loads a model of a user's own and lets go of it again.
     *
     * @throws InferenceException with the reason, where the model is refused
     */
    public void tryOut(CatalogueModel described) {
        open(described).retire().run();
    }

    private Own open(CatalogueModel described) {
        refuseName(described);
        return switch (described) {
            case ModelEntry entry -> {
                LoadedModel model = inference.add(entry);
                yield new Own(entry, detector(new DetectorModel(model, inference)), () -> inference.retire(model));
            }
            case SoundEntry entry -> {
                SoundModel model = inference.add(entry);
                yield new Own(entry, new SoundEventEngine(model, inference), () -> inference.retire(model));
            }
        };
    }

    /** Gives up a model that was installed. */
    public void uninstall(String name) {
        synchronized (loading) {
            Optional.ofNullable(own.remove(name)).ifPresent(model -> {
                loaded.remove(name);
                model.retire().run();
            });
        }
    }

    private void refuseName(CatalogueModel entry) {
        boolean taken =
                catalogue.entries().stream().anyMatch(known -> known.name().equals(entry.name()))
                        || bundles.find(entry.name()).isPresent();
        if (taken) {
            throw new InferenceException(
                    InferenceException.Code.BAD_CATALOGUE,
                    "a model that comes with the program is named %s; choose another name".formatted(entry.name()));
        }
        boolean code =
                bundles.entries().stream().anyMatch(bundle -> bundle.engine().equals(entry.engine()));
        boolean looks =
                catalogue.entries().stream().anyMatch(known -> known.engine().equals(entry.engine()));
        if (entry instanceof SoundEntry ? code || looks : code && !looks) {
            throw new InferenceException(
                    InferenceException.Code.BAD_CATALOGUE,
                    "model %s: engine %s is not one of %s; choose another name for the engine"
                            .formatted(
                                    entry.name(),
                                    entry.engine(),
                                    entry instanceof SoundEntry ? "models of sound" : "detectors"));
        }
    }

    /** The model that an engine is set to, loaded now where it was not yet. */
    EngineModel model(EngineConfig settings) {
        EngineModel model = loaded.get(settings.model());
        EngineModel ready = model == null ? load(settings.model()) : model;
        return settings.recognise() && ready instanceof DetectorModel detector ? recognising(detector) : ready;
    }

    private EngineModel recognising(DetectorModel detector) {
        try {
            FaceModels its = faces.orElseThrow(() -> new IngestException(
                    IngestException.Code.BAD_REQUEST, "nobody is recognised here; leave recognise out"));
            return new FaceModel(detector, inference, its.recogniser(), its);
        } catch (InferenceException e) {
            throw ModelAnswers.refused(e);
        }
    }

    private EngineModel load(String name) {
        synchronized (loading) {
            EngineModel there = loaded.get(name);
            if (there != null) {
                return there;
            }
            try {
                Optional<ModelBundle> bundle = bundles.find(name);
                EngineModel model = bundle.isPresent()
                        ? BundleModels.open(bundle.get(), store, inference)
                        : detector(new DetectorModel(inference.load(name), inference));
                loaded.put(name, model);
                return model;
            } catch (InferenceException e) {
                throw ModelAnswers.refused(e);
            }
        }
    }

    /** Objects get vectors of what they look like; faces have others of their own. */
    private EngineModel detector(DetectorModel model) {
        return likeness.isOn() && !model.model().engine().equals(StreamConfig.FACES)
                ? new LikenessModel(model, inference, likeness.encoder())
                : model;
    }

    /** What things look like. */
    public Likeness likeness() {
        return likeness;
    }

    /** What sentences mean. */
    public Meaning meaning() {
        return meaning;
    }

    /** SHA-256 of a model's weights; empty where it has not been loaded. */
    public Optional<String> digest(String model) {
        return Optional.ofNullable(loaded.get(model)).map(EngineModel::digest);
    }

    /** Whether the model has been loaded. */
    public boolean isLoaded(String model) {
        return loaded.containsKey(model);
    }
}
