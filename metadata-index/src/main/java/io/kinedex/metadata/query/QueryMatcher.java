package io.kinedex.metadata.query;

import io.kinedex.metadata.record.EngineRef;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.Sighting;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A live query: the same question asked of what comes. Offered the records of the metadata stream in their order, it
 * gives the sightings that answer the query, each as soon as that is known and again when a later record changes it.
 *
 * <p>For WITHIN it keeps recent sightings of each stream in a bounded {@link Window}; a sighting whose neighbour comes
 * later is given when the neighbour comes. A NOT around a WITHIN speaks of what is known at that moment. Relative times
 * count from the moment of the test. One thread at a time.
 */
public final class QueryMatcher {
    /**
     * What is kept for WITHIN.
     *
     * @param sightingsMax of one stream; the oldest go first
     * @param streamsMax   those that were silent longest go first
     * @param lateness     how far apart in time, besides the gaps, records of what happened together may come
     */
    public record Window(int sightingsMax, int streamsMax, Duration lateness) {
        public static final Window DEFAULT = new Window(256, 4096, Duration.ofMinutes(1));

        public Window {
            if (sightingsMax < 1 || streamsMax < 1 || lateness.isNegative()) {
                throw new IllegalArgumentException(
                        "a window of %d sightings, %d streams and %s".formatted(sightingsMax, streamsMax, lateness));
            }
        }
    }

    /**
     * A sighting that answers the query.
     *
     * @param recordId       the record that told of it
     * @param fragmentNumber that record's fragment
     */
    public record Match(
            String tenant,
            String stream,
            EngineRef engine,
            String recordId,
            String fragmentNumber,
            Sighting sighting) {}

    private final Condition condition;
    private final int nearConditions;
    private final Clock clock;
    private final PersonNames names;
    private final Window window;
    private final long reachMillis;
    private final Map<String, RecentSightings> recent;

    public QueryMatcher(Query query, Clock clock) {
        this(query, clock, Window.DEFAULT);
    }

    /** Where nobody is known. */
    public QueryMatcher(Query query, Clock clock, Window window) {
        this(query, clock, window, PersonNames.NONE);
    }

    public QueryMatcher(Query query, Clock clock, Window window, PersonNames names) {
        Condition.Compiler compiler = new Condition.Compiler();
        this.condition = compiler.compile(query);
        this.nearConditions = compiler.nearConditions();
        this.clock = clock;
        this.names = names;
        this.window = window;
        this.reachMillis = compiler.gapMillis() + window.lateness().toMillis();
        this.recent = new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, RecentSightings> eldest) {
                return size() > window.streamsMax();
            }
        };
    }

    /**
     * The sightings of this record that answer the query, and those of earlier ones that do so by its arrival. A rerun's
     * are none: they were seen before.
     */
    public List<Match> offer(MetadataRecord record) {
        if (record.sightings().isEmpty() || record.rerun().isPresent()) {
            return List.of();
        }
        RecentSightings known = nearConditions == 0
                ? new RecentSightings(Integer.MAX_VALUE)
                : recent.computeIfAbsent(
                        record.tenant() + '\0' + record.stream(), _ -> new RecentSightings(window.sightingsMax()));
        String recordId = record.id();
        List<SeenSighting> added = new ArrayList<>();
        for (Sighting sighting : record.sightings()) {
            added.add(SeenSighting.of(record, recordId, sighting, names));
        }
        known.add(added, reachMillis);
        Condition.Scene scene =
                new Condition.Scene(QueryTime.millis(clock.instant()), known.sightings(), nearConditions);
        List<Match> matches = new ArrayList<>();
        for (SeenSighting seen : known.untold()) {
            if (condition.holds(seen, scene)) {
                known.told(seen);
                matches.add(seen.match());
            }
        }
        return matches;
    }
}
