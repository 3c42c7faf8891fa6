package io.kinedex.ingest.pipeline;

import io.kinedex.frames.SamplerState;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.stream.StreamConfig;
import io.kinedex.metadata.record.Detection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A fragment whose frames are with the inference threads.
 *
 * @param config   as it was when the fragment's turn came
 * @param frames   in order of time
 * @param interval how long until the next analysed frame is expected
 * @param sampler  the sampler's state after the fragment
 * @param dropped  why nothing of it was looked at; empty where it was
 */
record DecodedFragment(
        ArchivedFragment fragment,
        StreamConfig config,
        List<PendingFrame> frames,
        Duration interval,
        Optional<SamplerState> sampler,
        String dropped) {
    DecodedFragment {
        frames = List.copyOf(frames);
    }

    /**
     * @param time       producer time
     * @param detections by engine
     */
    record PendingFrame(Instant time, Map<String, CompletableFuture<List<Detection>>> detections) {}
}
