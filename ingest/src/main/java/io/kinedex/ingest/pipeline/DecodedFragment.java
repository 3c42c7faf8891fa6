package io.kinedex.ingest.pipeline;

import io.kinedex.frames.SamplerState;
import io.kinedex.inference.track.Finding;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.pipeline.AnalysisState.EngineState;
import io.kinedex.ingest.stream.StreamConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A fragment whose frames and sound are with the inference threads.
 *
 * @param config   as it was when the fragment's turn came
 * @param models   what its engines looked and listened through, by engine
 * @param frames   in order of time
 * @param heard    by engine that listens
 * @param interval how long until the next analysed frame is expected
 * @param sampler  the sampler's state after the fragment
 * @param states   of the engines' decoding halves after the fragment
 * @param dropped  why no frame of it was looked at; empty where it was
 * @param unheard  why its sound was not listened to; empty where it was
 */
record DecodedFragment(
        ArchivedFragment fragment,
        StreamConfig config,
        Map<String, EngineModel> models,
        List<PendingFrame> frames,
        Map<String, CompletableFuture<List<Heard>>> heard,
        Duration interval,
        Optional<SamplerState> sampler,
        Map<String, EngineState> states,
        String dropped,
        String unheard) {
    DecodedFragment {
        models = Map.copyOf(models);
        frames = List.copyOf(frames);
        heard = Map.copyOf(heard);
        states = Map.copyOf(states);
    }

    /**
     * @param time     producer time
     * @param findings by engine that looks
     */
    record PendingFrame(Instant time, Map<String, CompletableFuture<List<Finding>>> findings) {}
}
