package io.kinedex.ingest.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.track.Finding;
import io.kinedex.inference.track.Tracker;
import io.kinedex.ingest.config.ConfigJson;
import io.kinedex.metadata.record.AnalysedFrame;
import io.kinedex.metadata.record.Embedding;
import io.kinedex.metadata.record.Sighting;
import io.kinedex.metadata.record.VectorBytes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Gives each tracked thing the vector of the best look at it; it is told when the thing is last told. One thread. */
final class BestLookTracker implements Tracker {
    private final Tracker boxes;
    /** By sighting. */
    private final Map<String, Look> looks = new HashMap<>();

    private record Look(double quality, Embedding embedding) {}

    /**
     * @param boxes the state of the tracker of boxes
     * @param looks by sighting
     */
    private record State(int version, String boxes, Map<String, KeptLook> looks) {
        private static final int VERSION = 1;
    }

    /** @param vector as {@link VectorBytes} writes it */
    private record KeptLook(double quality, String model, String vector) {
        static KeptLook of(Look look) {
            Embedding embedding = look.embedding();
            return new KeptLook(look.quality(), embedding.model(), VectorBytes.base64(embedding.vector()));
        }

        Look look() {
            return new Look(quality, new Embedding(model, VectorBytes.floats(vector)));
        }
    }

    private BestLookTracker(Tracker boxes) {
        this.boxes = boxes;
    }

    /**
     * @param state of a former one; empty where there is none
     * @param boxes makes the tracker of boxes, of its own state where there is one
     */
    static BestLookTracker of(Optional<String> state, Function<Optional<String>, Tracker> boxes) {
        if (state.isEmpty()) {
            return new BestLookTracker(boxes.apply(Optional.empty()));
        }
        try {
            State kept = ConfigJson.MAPPER.readValue(state.get(), State.class);
            BestLookTracker tracker = new BestLookTracker(boxes.apply(Optional.of(kept.boxes())));
            kept.looks().forEach((id, look) -> tracker.looks.put(id, look.look()));
            return tracker;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new InferenceException(
                    InferenceException.Code.BAD_STATE,
                    "the state of tracked things cannot be read: " + e.getMessage(),
                    e);
        }
    }

    @Override
    public AnalysedFrame track(String fragmentNumber, Instant time, Duration frameInterval, List<Finding> findings) {
        AnalysedFrame frame = boxes.track(fragmentNumber, time, frameInterval, findings);
        TrackedFindings.embedded(
                frame,
                findings,
                (id, finding) -> looks.merge(
                        id,
                        new Look(finding.quality(), finding.embedding()),
                        (old, now) -> now.quality() > old.quality() ? now : old));
        return frame;
    }

    @Override
    public List<Sighting> endFragment(Instant end) {
        return told(boxes.endFragment(end));
    }

    @Override
    public List<Sighting> closeAll() {
        return told(boxes.closeAll());
    }

    private List<Sighting> told(List<Sighting> sightings) {
        return sightings.stream().map(this::told).toList();
    }

    /** A vector is larger than the rest of a sighting: only the last word on it carries one. */
    private Sighting told(Sighting sighting) {
        @Nullable Look look = sighting.open() ? null : looks.remove(sighting.id());
        return look == null ? sighting : sighting.withEmbedding(look.embedding());
    }

    @Override
    public String state() {
        Map<String, KeptLook> kept = new TreeMap<>();
        looks.forEach((id, look) -> kept.put(id, KeptLook.of(look)));
        try {
            return ConfigJson.MAPPER.writeValueAsString(new State(State.VERSION, boxes.state(), kept));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the state of tracked things always has a JSON form", e);
        }
    }
}
