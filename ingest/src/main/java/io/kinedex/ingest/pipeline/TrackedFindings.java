package io.kinedex.ingest.pipeline;

import io.kinedex.inference.track.Finding;
import io.kinedex.metadata.record.AnalysedFrame;
import io.kinedex.metadata.record.Detection;
import io.kinedex.metadata.record.TrackedDetection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Which findings belong to which sightings, as a tracker of boxes said it. Stateless. */
final class TrackedFindings {
    private TrackedFindings() {}

    /** Gives each finding that has an embedding with the id of its sighting, where one is confirmed. */
    static void embedded(AnalysedFrame frame, List<Finding> findings, BiConsumer<String, Finding> out) {
        Map<Detection, Finding> byDetection = new IdentityHashMap<>();
        findings.forEach(finding -> byDetection.put(finding.detection(), finding));
        for (TrackedDetection tracked : frame.detections()) {
            Finding finding = byDetection.get(tracked.detection());
            if (finding != null
                    && !tracked.sightingId().isEmpty()
                    && !finding.embedding().isEmpty()) {
                out.accept(tracked.sightingId(), finding);
            }
        }
    }
}
