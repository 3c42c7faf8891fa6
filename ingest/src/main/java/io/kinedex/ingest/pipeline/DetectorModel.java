package io.kinedex.ingest.pipeline;

import io.kinedex.inference.InferenceService;
import io.kinedex.inference.LoadedModel;
import io.kinedex.inference.track.Finding;
import io.kinedex.inference.track.SightingScope;
import io.kinedex.inference.track.SightingTracker;
import io.kinedex.inference.track.Tracker;
import io.kinedex.inference.track.TrackerOptions;
import io.kinedex.ingest.stream.EngineConfig;
import io.kinedex.ingest.stream.StreamConfig;
import java.util.Optional;

/** A detector of the catalogue: boxes with labels, tracked by where they are. */
record DetectorModel(LoadedModel model, InferenceService inference) implements EngineModel.Seeing {
    @Override
    public String digest() {
        return model.digest();
    }

    @Override
    public String kind() {
        return model.engine().equals(StreamConfig.FACES) ? "face" : "object";
    }

    @Override
    public Looking looking(EngineConfig settings, String state) {
        return frame -> inference
                .detect(model.name(), frame)
                .thenApply(found -> found.stream().map(Finding::new).toList());
    }

    @Override
    public Tracker tracker(SightingScope scope, EngineConfig settings, Optional<String> state) {
        double high = settings.confidenceMin();
        TrackerOptions options = TrackerOptions.defaults().withConfidences(high / 2, high, high);
        return state.isPresent()
                ? SightingTracker.restore(options, scope, state.get())
                : new SightingTracker(options, scope);
    }
}
