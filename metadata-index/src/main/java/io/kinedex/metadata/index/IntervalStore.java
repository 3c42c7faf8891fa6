package io.kinedex.metadata.index;

import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.WeakHashMap;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what WITHIN needs of segments: their streams, and the intervals that answer recent right sides, within a
 * bound of bytes. For all threads.
 */
final class IntervalStore {
    /** @param reader what the intervals are true for: a segment as it stands, or the whole reader and the segment */
    record Key(Object reader, int from, Query query) {}

    private final long bytesMax;
    private final int intervalsMax;
    private final int sliceMin;
    private final Map<Key, SliceIntervals> intervals = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<IndexReader.CacheKey, LeafPlaces> places = Collections.synchronizedMap(new WeakHashMap<>());
    private final Map<BytesRef, Integer> placeNumbers = new HashMap<>();
    private long bytes;

    IntervalStore(long bytesMax, int intervalsMax, int sliceMin) {
        this.sliceMin = sliceMin;
        this.bytesMax = bytesMax;
        this.intervalsMax = intervalsMax;
    }

    /** How many intervals one WITHIN may collect. */
    int intervalsMax() {
        return intervalsMax;
    }

    LeafPlaces places(LeafReader reader) throws IOException {
        IndexReader.CacheKey key = reader.getCoreCacheHelper().getKey();
        LeafPlaces known = places.get(key);
        if (known == null) {
            known = LeafPlaces.of(reader, placeNumbers, sliceMin);
            places.put(key, known);
        }
        return known;
    }

    synchronized @Nullable SliceIntervals get(Key key) {
        return intervals.get(key);
    }

    synchronized void put(Key key, SliceIntervals value) {
        if (value.bytes() > bytesMax || intervals.putIfAbsent(key, value) != null) {
            return;
        }
        bytes += value.bytes();
        Iterator<SliceIntervals> eldest = intervals.values().iterator();
        while (bytes > bytesMax) {
            bytes -= eldest.next().bytes();
            eldest.remove();
        }
    }
}
