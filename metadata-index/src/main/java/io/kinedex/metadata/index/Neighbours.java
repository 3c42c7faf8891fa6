package io.kinedex.metadata.index;

import io.kinedex.metadata.MetadataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;

/**
 * The sightings that one WITHIN looks for on its right side, slice by slice, each collected when a candidate first
 * comes near its span of time. One search, one thread at a time.
 */
final class Neighbours {
    private final Query query;
    private final Weight weight;
    private final IntervalStore store;
    private final Object wholeReader;
    private final List<LeafReaderContext> leaves;
    private final LeafPlaces[] places;
    private final int[] firstSlices;
    private final List<Slice> slices = new ArrayList<>();
    private final @Nullable SliceIntervals[] collected;
    private long count;

    Neighbours(Query query, Weight weight, IndexReader reader, IntervalStore store) throws IOException {
        this.query = query;
        this.weight = weight;
        this.store = store;
        this.wholeReader = reader.getReaderCacheHelper().getKey();
        this.leaves = reader.leaves();
        this.places = new LeafPlaces[leaves.size()];
        this.firstSlices = new int[leaves.size()];
        for (int leaf = 0; leaf < places.length; leaf++) {
            places[leaf] = store.places(leaves.get(leaf).reader());
            firstSlices[leaf] = slices.size();
            for (Slice slice : places[leaf].slices()) {
                slices.add(slice.in(leaf));
            }
        }
        this.collected = new SliceIntervals[slices.size()];
    }

    /** The slice that the document is in. */
    int slice(int leaf, int doc) {
        return firstSlices[leaf] + doc / slices.get(firstSlices[leaf]).size();
    }

    /** After the slice's last document. */
    int end(int slice) {
        return slices.get(slice).to();
    }

    /** The other slices that have anything on the right side as near as the gap to anything in this slice. */
    List<Other> around(int slice, long gapMillis) throws IOException {
        Slice own = slices.get(slice);
        List<Other> around = new ArrayList<>();
        for (int other = 0; other < collected.length; other++) {
            Slice theirs = slices.get(other);
            if (other != slice && theirs.overlaps(own.minStart() - gapMillis, own.maxEnd() + gapMillis)) {
                SliceIntervals intervals = intervals(other);
                if (intervals.size() > 0) {
                    around.add(new Other(intervals, places[own.leaf()], places[theirs.leaf()]));
                }
            }
        }
        return around;
    }

    /** A slice beside the candidate's, and how the two segments number the streams. */
    record Other(SliceIntervals intervals, LeafPlaces own, LeafPlaces theirs) {
        /** The stream's ordinal in this slice; negative where it has none. */
        int ordinal(int ownOrdinal) {
            return own == theirs ? ownOrdinal : theirs.ordinal(own.place(ownOrdinal));
        }
    }

    SliceIntervals intervals(int slice) throws IOException {
        SliceIntervals known = collected[slice];
        if (known == null) {
            known = collect(slices.get(slice));
            collected[slice] = known;
            count += known.size();
            if (count > store.intervalsMax()) {
                throw new MetadataException(
                        MetadataException.Code.BAD_QUERY,
                        "the right side of a WITHIN is more than %d sightings; narrow it, as with after: and before:"
                                .formatted(store.intervalsMax()));
            }
        }
        return known;
    }

    private SliceIntervals collect(Slice slice) throws IOException {
        LeafReaderContext leaf = leaves.get(slice.leaf());
        Object segment = leaf.reader().getReaderCacheHelper().getKey();
        Object scope = weight.isCacheable(leaf) ? segment : List.of(wholeReader, segment);
        IntervalStore.Key key = new IntervalStore.Key(scope, slice.from(), query);
        SliceIntervals known = store.get(key);
        if (known == null) {
            known = SliceIntervals.collect(leaf, slice, weight);
            store.put(key, known);
        }
        return known;
    }
}
