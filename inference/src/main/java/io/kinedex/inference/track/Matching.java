package io.kinedex.inference.track;

import io.kinedex.metadata.record.Detection;
import java.time.Instant;
import java.util.List;

/** Which detection of a frame belongs to which track. Each answer has -1 or the index of a detection for each track. */
interface Matching {
    /** For detections that may begin a track. */
    int[] strong(List<SightingTrack> tracks, List<Detection> detections, Instant time);

    /** For detections that are not to be trusted by themselves. */
    int[] weak(List<SightingTrack> tracks, List<Detection> detections, Instant time);
}
