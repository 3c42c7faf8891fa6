package io.kinedex.ingest.pipeline;

import io.kinedex.frames.Frame;
import io.kinedex.inference.track.Finding;
import io.kinedex.inference.track.SightingScope;
import io.kinedex.inference.track.Tracker;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.stream.EngineConfig;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One engine of the node outside of its streams, run by the code that streams use: to measure how right it is. Closes
 * nothing. One thread at a time.
 */
public final class EngineTrial {
    private final String engine;
    private final EngineConfig settings;
    private final EngineModel model;
    private final Looking looking;

    private EngineTrial(String engine, EngineConfig settings, EngineModel model, Looking looking) {
        this.engine = engine;
        this.settings = settings;
        this.model = model;
        this.looking = looking;
    }

    /**
     * An engine that looks, at the beginning of a stream; its model is loaded now where it was not yet.
     *
     * @throws IngestException BAD_REQUEST where it does not look; UNAVAILABLE where its weights are missing
     */
    public static EngineTrial looking(Engines engines, String engine, EngineConfig settings) {
        return switch (engines.model(settings)) {
            case EngineModel.Seeing seeing -> new EngineTrial(engine, settings, seeing, seeing.looking(settings, ""));
            case EngineModel.Hearing _ ->
                throw new IngestException(
                        IngestException.Code.BAD_REQUEST,
                        "model '%s' listens, it does not look at pictures".formatted(settings.model()));
        };
    }

    /** SHA-256 of the weights. */
    public String digest() {
        return model.digest();
    }

    /**
     * Looks at the next frame. Blocks while the inference threads are behind.
     *
     * @param frame stays its owner's, who may close it once the future is done
     */
    public CompletableFuture<List<Finding>> look(Frame frame) throws InterruptedException {
        return looking.look(frame);
    }

    /** A tracker as a new stream has it. */
    public Tracker tracker(String stream) {
        if (!(model instanceof EngineModel.Seeing seeing)) {
            throw new IllegalStateException("model %s has no tracker".formatted(settings.model()));
        }
        SightingScope scope = new SightingScope("evaluation", stream, engine, seeing.kind(), model.digest());
        return seeing.tracker(scope, settings, Optional.empty());
    }
}
