package io.kinedex.ingest.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.kinedex.frames.SamplerState;
import io.kinedex.ingest.config.ConfigJson;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the next fragment's analysis needs to know; it travels in the stream's checkpoint.
 *
 * @param version   of this form
 * @param sampler   the frame sampler's state
 * @param trackers  by engine
 * @param frames    analysed in this session, which ends with its source
 * @param sightings begun in this session
 */
record AnalysisState(
        int version, Optional<SamplerState> sampler, Map<String, TrackerState> trackers, long frames, long sightings) {
    private static final Logger LOG = LoggerFactory.getLogger(AnalysisState.class);
    private static final int VERSION = 1;

    static final AnalysisState NONE = new AnalysisState(VERSION, Optional.empty(), Map.of(), 0, 0);

    /**
     * @param modelDigest of the model whose detections were tracked; another model's are tracked afresh
     * @param state       the tracker's own
     */
    record TrackerState(String modelDigest, String state) {}

    AnalysisState {
        trackers = Map.copyOf(trackers);
    }

    static AnalysisState of(
            Optional<SamplerState> sampler, Map<String, TrackerState> trackers, long frames, long sightings) {
        return new AnalysisState(VERSION, sampler, new TreeMap<>(trackers), frames, sightings);
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
