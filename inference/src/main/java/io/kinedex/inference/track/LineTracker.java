package io.kinedex.inference.track;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import io.kinedex.metadata.record.AnalysedFrame;
import io.kinedex.metadata.record.Detection;
import io.kinedex.metadata.record.Sighting;
import io.kinedex.metadata.record.TrackedDetection;
import io.kinedex.metadata.record.Wording;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Joins the lines of text that are read in the frames of one stream: a line that stays, flickers or moves is one sighting.
 * It is a {@link SightingTracker} that goes by what was read. One thread at a time.
 *
 * <p>Its sightings have the label {@code text} and as their wording the text that most of the confidence went to; of a
 * line that moves through its row, or is being written, all that has been seen of it.
 */
public final class LineTracker implements Tracker {
    private static final String LABEL = "text";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SightingTracker tracker;
    private final Map<String, LineReading> readings;

    /** Lines that are open, by sighting, beside the tracker's own state. */
    private record State(String tracker, Map<String, LineReading> readings) {}

    public LineTracker(TrackerOptions options, SightingScope scope) {
        this.readings = new TreeMap<>();
        this.tracker = new SightingTracker(options, scope, matching());
    }

    private LineTracker(TrackerOptions options, SightingScope scope, State state) {
        this.readings = new TreeMap<>(state.readings());
        this.tracker = SightingTracker.restore(options, scope, matching(), state.tracker());
    }

    /**
     * Goes on where another tracker stood.
     *
     * @param stateJson from {@link #state()}
     * @throws InferenceException with code BAD_STATE where it is not such a tracker's state
     */
    public static LineTracker restore(TrackerOptions options, SightingScope scope, String stateJson) {
        try {
            State state = JSON.readValue(stateJson, State.class);
            if (state == null || state.tracker() == null || state.readings() == null) {
                throw new InferenceException(Code.BAD_STATE, "the line tracker's state is not complete");
            }
            return new LineTracker(options, scope, state);
        } catch (JsonProcessingException e) {
            throw new InferenceException(
                    Code.BAD_STATE, "the line tracker's state cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    private Matching matching() {
        return new LineMatching(track -> readings.getOrDefault(track.id(), new LineReading(track.label())));
    }

    /** @param findings lines; those without text are left out */
    @Override
    public AnalysedFrame track(String fragmentNumber, Instant time, Duration frameInterval, List<Finding> findings) {
        List<Detection> lines = findings.stream()
                .map(Finding::detection)
                .filter(line -> !line.text().isBlank())
                .map(line -> labelled(line, line.text()))
                .toList();
        AnalysedFrame frame = tracker.update(fragmentNumber, time, frameInterval, lines);
        for (TrackedDetection line : frame.detections()) {
            if (!line.sightingId().isEmpty()) {
                String text = line.detection().text();
                readings.merge(line.sightingId(), new LineReading(text), (known, read) -> known.with(text));
            }
        }
        return new AnalysedFrame(
                frame.time(),
                frame.detections().stream()
                        .map(line -> new TrackedDetection(line.sightingId(), labelled(line.detection(), LABEL)))
                        .toList());
    }

    private static Detection labelled(Detection line, String label) {
        return new Detection(label, line.confidence(), line.box(), line.keypoints(), line.text());
    }

    @Override
    public List<Sighting> endFragment(Instant end) {
        return told(tracker.endFragment(end));
    }

    @Override
    public List<Sighting> closeAll() {
        return told(tracker.closeAll());
    }

    private List<Sighting> told(List<Sighting> sightings) {
        List<Sighting> told = new ArrayList<>();
        for (Sighting sighting : sightings) {
            LineReading reading = readings.getOrDefault(sighting.id(), new LineReading(sighting.label()));
            told.add(new Sighting(
                    sighting.id(),
                    sighting.kind(),
                    LABEL,
                    sighting.start(),
                    sighting.end(),
                    sighting.best(),
                    sighting.box(),
                    sighting.confidence(),
                    sighting.open(),
                    new Wording(text(sighting.label(), reading), "", List.of()),
                    sighting.embedding()));
            if (!sighting.open()) {
                readings.remove(sighting.id());
            }
        }
        return told;
    }

    private static String text(String most, LineReading reading) {
        return reading.rolling() && LineText.likeness(most, reading.whole()) < LineMatching.SAME
                ? reading.whole()
                : most;
    }

    @Override
    public String state() {
        try {
            return JSON.writeValueAsString(new State(tracker.state(), readings));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tracker's state always has a JSON form", e);
        }
    }
}
