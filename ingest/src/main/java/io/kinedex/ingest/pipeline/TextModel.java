package io.kinedex.ingest.pipeline;

import io.kinedex.inference.InferenceService;
import io.kinedex.inference.reading.TextReader;
import io.kinedex.inference.track.LineTracker;
import io.kinedex.inference.track.SightingScope;
import io.kinedex.inference.track.Tracker;
import io.kinedex.inference.track.TrackerOptions;
import io.kinedex.ingest.stream.EngineConfig;
import java.util.Optional;

/** Reads text: lines with what is written there, tracked by that. */
record TextModel(String name, String digest, TextReader reader, InferenceService inference)
        implements EngineModel.Seeing {
    /** One reading from here on is a sighting by itself; the models are seldom this sure of what is no text. */
    private static final double ALONE = 0.8;

    @Override
    public String kind() {
        return "text";
    }

    @Override
    public boolean needsDetail() {
        return true;
    }

    @Override
    public Looking looking(EngineConfig settings, String state) {
        return new TextLooking(this, state);
    }

    @Override
    public Tracker tracker(SightingScope scope, EngineConfig settings, Optional<String> state) {
        double high = settings.confidenceMin();
        TrackerOptions options = TrackerOptions.defaults().withConfidences(high / 2, high, Math.max(high, ALONE));
        return state.isPresent() ? LineTracker.restore(options, scope, state.get()) : new LineTracker(options, scope);
    }
}
