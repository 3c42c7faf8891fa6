package io.kinedex.ingest.pipeline;

import io.kinedex.frames.Frame;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceService;
import io.kinedex.inference.LoadedModel;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.inference.catalogue.ModelEntry;
import io.kinedex.inference.translate.Picture;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.stream.EngineConfig;
import io.kinedex.ingest.stream.StreamConfig;
import io.kinedex.metadata.record.Detection;
import io.kinedex.metadata.record.EngineRef;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The models that streams look through; each is loaded when the first stream that wants it comes. Any thread may call it. */
public final class Engines {
    private final InferenceService inference;
    private final ModelCatalogue catalogue;
    private final Map<String, LoadedModel> loaded = new ConcurrentHashMap<>();

    public Engines(InferenceService inference, ModelCatalogue catalogue) {
        this.inference = inference;
        this.catalogue = catalogue;
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
        ModelEntry entry = catalogue.entries().stream()
                .filter(model ->
                        model.name().equals(settings.model()) && model.engine().equals(engine))
                .findFirst()
                .orElseThrow(() -> new IngestException(
                        IngestException.Code.BAD_REQUEST,
                        "stream '%s' wants model '%s' for engine '%s'; known: %s"
                                .formatted(stream, settings.model(), engine, known())));
        model(entry.name());
    }

    private String known() {
        TreeSet<String> names = new TreeSet<>();
        catalogue.entries().forEach(entry -> names.add(entry.engine() + ": " + entry.name()));
        return String.join(", ", names);
    }

    private LoadedModel model(String name) {
        LoadedModel model = loaded.get(name);
        if (model == null) {
            try {
                model = inference.load(name);
            } catch (InferenceException e) {
                throw new IngestException(IngestException.Code.UNAVAILABLE, String.valueOf(e.getMessage()), e);
            }
            loaded.put(name, model);
        }
        return model;
    }

    EngineRef ref(String engine, EngineConfig settings) {
        LoadedModel model = model(settings.model());
        return new EngineRef(engine, model.name(), model.digest());
    }

    /** Blocks while the inference threads are behind. The frame must stay open until the answer is there. */
    CompletableFuture<List<Detection>> detect(EngineConfig settings, Frame frame) throws InterruptedException {
        return inference.detect(settings.model(), new Picture(frame.pixels(), frame.width(), frame.height()));
    }

    /** Whether the model has been loaded. */
    public boolean isLoaded(String model) {
        return loaded.containsKey(model);
    }
}
