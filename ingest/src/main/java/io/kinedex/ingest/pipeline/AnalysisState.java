package io.kinedex.ingest.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.kinedex.frames.SamplerState;
import io.kinedex.ingest.config.ConfigJson;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the next fragment's analysis needs to know; it travels in the stream's checkpoint.
 *
 * @param version   of this form
 * @param sampler   the frame sampler's state
 * @param trackers  by engine
 * @param decoding  by engine: what its next look or listening depends on
 * @param frames    analysed in this session, which ends with its source
 * @param sightings begun in this session
 */
record AnalysisState(
        int version,
        Optional<SamplerState> sampler,
        Map<String, EngineState> trackers,
        @Nullable Map<String, EngineState> decoding,
        long frames,
        long sightings) {
    private static final Logger LOG = LoggerFactory.getLogger(AnalysisState.class);
    private static final int VERSION = 1;

    static final AnalysisState NONE = new AnalysisState(VERSION, Optional.empty(), Map.of(), Map.of(), 0, 0);

    /**
     * @param modelDigest of the model whose state it is; another model begins afresh
     * @param state       its own
     */
    record EngineState(String modelDigest, String state) {}

    AnalysisState {
        trackers = Map.copyOf(trackers);
        decoding = decoding == null ? Map.of() : Map.copyOf(decoding); // earlier checkpoints have none
    }

    static AnalysisState of(
            Optional<SamplerState> sampler,
            Map<String, EngineState> trackers,
            Map<String, EngineState> decoding,
            long frames,
            long sightings) {
        return new AnalysisState(VERSION, sampler, trackers, decoding, frames, sightings);
    }

    /** The tracker's state; empty where there is none of this model. */
    Optional<String> tracker(String engine, String modelDigest) {
        return of(trackers, engine, modelDigest);
    }

    /** The state of the decoding half; empty where there is none of this model. */
    String decoding(String engine, String modelDigest) {
        return of(decoding == null ? Map.of() : decoding, engine, modelDigest).orElse("");
    }

    private static Optional<String> of(Map<String, EngineState> states, String engine, String modelDigest) {
        return Optional.ofNullable(states.get(engine))
                .filter(state -> state.modelDigest().equals(modelDigest))
                .map(EngineState::state);
    }

    /** A state of a later version is not understood: analysis begins afresh from the same fragment. */
    static AnalysisState parse(String json) {
        try {
            AnalysisState state = ConfigJson.MAPPER.readValue(json, AnalysisState.class);
            if (state.version() == VERSION) {
                return state;
            }
            LOG.warn(
                    "checkpoint state has version {}, this node knows {}; open tracks are given up",
                    state.version(),
                    VERSION);
        } catch (JsonProcessingException e) {
            LOG.warn("checkpoint state cannot be read; open tracks are given up", e);
        }
        return NONE;
    }

    String toJson() {
        try {
            return ConfigJson.MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an analysis state is always writable", e);
        }
    }
}
