package io.kinedex.metadata.query;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The sightings of one stream that may still matter to a WITHIN, in the order in which they came. One thread. */
final class RecentSightings {
    private final int max;
    private final Map<String, SeenSighting> byId = new LinkedHashMap<>();
    private final Set<String> told = new HashSet<>();

    RecentSightings(int max) {
        this.max = max;
    }

    /** Adds the sightings, each in the place of its earlier version, and drops what is farther from all of them. */
    void add(List<SeenSighting> added, long reachMillis) {
        long from = added.stream().mapToLong(SeenSighting::start).min().orElseThrow() - reachMillis;
        long to = added.stream().mapToLong(SeenSighting::end).max().orElseThrow() + reachMillis;
        byId.values().removeIf(seen -> seen.end() < from || seen.start() > to);
        for (SeenSighting seen : added) {
            byId.remove(seen.id());
            byId.put(seen.id(), seen);
            told.remove(seen.id());
        }
        var oldest = byId.values().iterator();
        for (int excess = byId.size() - Math.max(max, added.size()); excess > 0; excess--) {
            oldest.next();
            oldest.remove();
        }
        told.retainAll(byId.keySet());
    }

    List<SeenSighting> sightings() {
        return List.copyOf(byId.values());
    }

    /** Those that have not been given as answers as they stand. */
    List<SeenSighting> untold() {
        List<SeenSighting> untold = new ArrayList<>(byId.values());
        untold.removeIf(seen -> told.contains(seen.id()));
        return untold;
    }

    void told(SeenSighting seen) {
        told.add(seen.id());
    }
}
