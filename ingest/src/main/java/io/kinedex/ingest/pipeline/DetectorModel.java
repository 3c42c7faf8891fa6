package io.kinedex.ingest.pipeline;

import io.kinedex.frames.Frame;
import io.kinedex.inference.InferenceService;
import io.kinedex.inference.LoadedModel;
import io.kinedex.inference.track.Finding;
import io.kinedex.inference.track.SightingScope;
import io.kinedex.inference.track.SightingTracker;
import io.kinedex.inference.track.Tracker;
import io.kinedex.inference.track.TrackerOptions;
import io.kinedex.ingest.stream.EngineConfig;
import io.kinedex.ingest.stream.StreamConfig;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A detector of the catalogue or of a user's own: boxes with labels, tracked by where they are. */
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
        return new Detecting(this, inference.hold(model));
    }

    /** Holds the model as long as its stream looks through it, also where it has been replaced meanwhile. */
    private record Detecting(DetectorModel detector, Runnable letGo) implements Looking {
        @Override
        public CompletableFuture<List<Finding>> look(Frame frame) throws InterruptedException {
            return detector.inference
                    .detect(detector.model.key(), frame)
                    .thenApply(found -> found.stream().map(Finding::new).toList());
        }

        @Override
        public void close() {
            letGo.run();
        }
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
