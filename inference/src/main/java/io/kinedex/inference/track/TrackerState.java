package io.kinedex.inference.track;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A tracker between two fragments, as it is written to the checkpoint. Times are ISO 8601, durations too; numbers are
 * written with all their digits, so that a restored filter computes the same values.
 *
 * @param version  of this form
 * @param fragment the last fragment; empty before the first
 * @param ordinal  how many tracks have begun in it
 * @param latest   time of the last frame, or absent before the first
 */
record TrackerState(
        int version, String fragment, int ordinal, @Nullable String latest, List<TrackState> tracks) {
    static final int VERSION = 1;

    private static final int MOTION_NUMBERS = 20;
    private static final int BOX_NUMBERS = 4;
    private static final ObjectMapper JSON = new ObjectMapper();

    TrackerState {
        Objects.requireNonNull(fragment, "fragment");
        if (latest != null) {
            Instant.parse(latest);
        }
        tracks = List.copyOf(tracks);
    }

    /**
     * @param motion position, velocity, pp, pv and vv of x, y, width and height
     * @param box    left, top, width and height in the best frame
     */
    record TrackState(
            String id,
            boolean confirmed,
            int hits,
            String start,
            String last,
            String interval,
            String end,
            String best,
            double confidence,
            double[] box,
            double[] motion,
            Map<String, Double> votes) {
        TrackState {
            Objects.requireNonNull(id, "id");
            for (String time : List.of(start, last, end, best)) {
                Instant.parse(time);
            }
            Duration.parse(interval);
            if (box.length != BOX_NUMBERS || motion.length != MOTION_NUMBERS || votes.isEmpty()) {
                throw new IllegalArgumentException("track %s has %d numbers for its box, %d for its motion, %d labels"
                        .formatted(id, box.length, motion.length, votes.size()));
            }
        }
    }

    String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tracker's state always has a JSON form", e);
        }
    }

    /** @throws InferenceException where the text is not a state of this version */
    static TrackerState parse(String json) {
        try {
            TrackerState state = JSON.readValue(json, TrackerState.class);
            if (state == null || state.version != VERSION) {
                throw new InferenceException(
                        Code.BAD_STATE,
                        "the tracker state is not of version %d, which this program reads".formatted(VERSION));
            }
            return state;
        } catch (JsonProcessingException e) {
            throw new InferenceException(
                    Code.BAD_STATE, "the tracker state cannot be read: " + e.getOriginalMessage(), e);
        }
    }
}
