package io.kinedex.metadata.index;

import io.kinedex.metadata.record.FragmentRef;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.Sighting;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Knows which record told of the best moment of each sighting that still goes on: a later record tells of the sighting
 * again, but the picture is in the fragment of the best moment. One thread.
 */
final class BestMoments {
    private static final int KEPT_MAX = 20_000;

    /** Where sightings are found that are no longer kept here. */
    interface Lookup {
        Optional<Hit> find(String id) throws IOException;
    }

    private record Origin(Instant best, String recordId, String fragmentNumber) {}

    private final Lookup lookup;
    private final Map<String, Origin> origins = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Origin> eldest) {
            return size() > KEPT_MAX;
        }
    };

    BestMoments(Lookup lookup) {
        this.lookup = lookup;
    }

    List<Hit> hits(MetadataRecord record) throws IOException {
        List<Hit> hits = new ArrayList<>(record.sightings().size());
        String recordId = record.sightings().isEmpty() ? "" : record.id();
        for (Sighting sighting : record.sightings()) {
            Origin origin = origin(record.fragment(), recordId, sighting);
            if (sighting.open()) {
                origins.put(sighting.id(), origin);
            } else {
                origins.remove(sighting.id());
            }
            hits.add(new Hit(
                    record.stream(),
                    sighting,
                    record.engine().name(),
                    record.engine().model(),
                    origin.recordId(),
                    origin.fragmentNumber(),
                    sighting.confidence()));
        }
        return hits;
    }

    private Origin origin(FragmentRef fragment, String recordId, Sighting sighting) throws IOException {
        Instant best = sighting.best();
        Origin here = new Origin(best, recordId, fragment.number());
        if (!best.isBefore(fragment.start()) && best.isBefore(fragment.end())) {
            return here;
        }
        Origin kept = origins.get(sighting.id());
        if (kept != null) {
            return kept.best().equals(best) ? kept : here;
        }
        return lookup.find(sighting.id())
                .filter(hit -> hit.sighting().best().equals(best))
                .map(hit -> new Origin(best, hit.recordId(), hit.fragmentNumber()))
                .orElse(here);
    }
}
