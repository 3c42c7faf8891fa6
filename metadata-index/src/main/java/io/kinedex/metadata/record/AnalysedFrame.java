package io.kinedex.metadata.record;

import java.time.Instant;
import java.util.List;

/**
 * One frame that an engine looked at.
 *
 * @param time       producer time of the frame, to the millisecond
 * @param detections empty where nothing was found
 */
public record AnalysedFrame(Instant time, List<TrackedDetection> detections) {
    public AnalysedFrame {
        detections = List.copyOf(detections);
    }
}
