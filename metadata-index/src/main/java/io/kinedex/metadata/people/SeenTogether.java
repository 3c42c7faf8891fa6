package io.kinedex.metadata.people;

import io.kinedex.metadata.record.AnalysedFrame;
import io.kinedex.metadata.record.MetadataRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which sightings of a record stand in one frame: they show different people. Immutable. */
final class SeenTogether {
    private final Map<String, Set<String>> others = new HashMap<>();

    SeenTogether(MetadataRecord record) {
        for (AnalysedFrame frame : record.frames()) {
            List<String> ids = frame.detections().stream()
                    .map(detection -> detection.sightingId())
                    .filter(id -> !id.isEmpty())
                    .toList();
            for (String id : ids) {
                others.computeIfAbsent(id, none -> new TreeSet<>()).addAll(ids);
            }
        }
        others.forEach((id, all) -> all.remove(id));
    }

    /** Sightings that were seen beside this one. */
    Set<String> beside(String sighting) {
        return others.getOrDefault(sighting, Set.of());
    }
}
