package io.kinedex.ingest.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.face.Face;
import io.kinedex.inference.face.FaceTemplates;
import io.kinedex.inference.track.Finding;
import io.kinedex.inference.track.Tracker;
import io.kinedex.ingest.config.ConfigJson;
import io.kinedex.metadata.people.FaceSeal;
import io.kinedex.metadata.record.AnalysedFrame;
import io.kinedex.metadata.record.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Gives each tracked face a template made of the best looks at it, sealed by a key of the sighting's own; also what it
 * keeps in the checkpoint is sealed. One thread.
 */
final class FaceTracker implements Tracker {
    private final Tracker boxes;
    private final FaceSeal seal;
    private final String model;
    /** By sighting. */
    private final Map<String, FaceTemplates> looks = new HashMap<>();

    /**
     * @param boxes the state of the tracker of boxes
     * @param looks by sighting, {@link FaceTemplates#bytes} sealed, in base64
     */
    record State(int version, String boxes, Map<String, String> looks) {
        static final int VERSION = 1;
        static final State NONE = new State(VERSION, "", Map.of());

        static State parse(String json) {
            try {
                State state = ConfigJson.MAPPER.readValue(json, State.class);
                if (state.version() == VERSION) {
                    return state;
                }
            } catch (JsonProcessingException e) {
                throw new InferenceException(
                        InferenceException.Code.BAD_STATE, "the state of tracked faces cannot be read", e);
            }
            throw new InferenceException(
                    InferenceException.Code.BAD_STATE,
                    "the state of tracked faces is not of version %d".formatted(VERSION));
        }
    }

    /** @param model digest of the model that makes the vectors */
    FaceTracker(Tracker boxes, FaceSeal seal, String model, State before) {
        this.boxes = boxes;
        this.seal = seal;
        this.model = model;
        before.looks()
                .forEach((id, secret) -> seal.open(id, Base64.getDecoder().decode(secret))
                        .ifPresent(bytes -> looks.put(id, FaceTemplates.of(bytes))));
    }

    @Override
    public AnalysedFrame track(String fragmentNumber, Instant time, Duration frameInterval, List<Finding> findings) {
        AnalysedFrame frame = boxes.track(fragmentNumber, time, frameInterval, findings);
        TrackedFindings.embedded(frame, findings, (id, finding) -> {
            Face face = new Face(0, finding.embedding().vector(), finding.quality());
            looks.put(id, looks.getOrDefault(id, FaceTemplates.NONE).with(face));
        });
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
        List<Sighting> told = sightings.stream().map(this::withTemplate).toList();
        sightings.stream()
                .filter(sighting -> !sighting.open())
                .map(Sighting::id)
                .forEach(looks::remove);
        return told;
    }

    private Sighting withTemplate(Sighting sighting) {
        Optional<float[]> template =
                looks.getOrDefault(sighting.id(), FaceTemplates.NONE).template();
        if (template.isEmpty()) {
            return sighting;
        }
        return sighting.withEmbedding(seal.sealed(sighting.id(), model, template.get()));
    }

    @Override
    public String state() {
        Map<String, String> kept = new TreeMap<>();
        looks.forEach((id, templates) -> seal.seal(id, templates.bytes())
                .ifPresent(bytes -> kept.put(id, Base64.getEncoder().encodeToString(bytes))));
        try {
            return ConfigJson.MAPPER.writeValueAsString(new State(State.VERSION, boxes.state(), kept));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the state of tracked faces always has a JSON form", e);
        }
    }
}
