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
    private final long[] minStarts;
    private final long[] maxEnds;
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
        this.minStarts = slices.stream().mapToLong(Slice::minStart).toArray();
        this.maxEnds = slices.stream().mapToLong(Slice::maxEnd).toArray();
    }

    /**
     * Whether another sighting is near.
     *
     * @param leaf    the candidate's segment
     * @param doc     the candidate
     * @param ordinal its stream's, in its segment
     * @param low     the earliest end of a neighbour, milliseconds
     * @param high    the latest start of a neighbour, milliseconds
     */
    boolean near(int leaf, int doc, int ordinal, long low, long high) throws IOException {
        int ownSlice = firstSlices[leaf] + doc / slices.get(firstSlices[leaf]).size();
        SliceIntervals own = intervals(ownSlice);
        // the candidate touches its own window: where it is on the right side too, one more is needed
        int needed = own.contains(doc) ? 2 : 1;
        int touching = own.touching(ordinal, low, high);
        for (int other = 0; touching < needed && other < collected.length; other++) {
            if (minStarts[other] <= high && maxEnds[other] >= low && other != ownSlice) {
                Slice slice = slices.get(other);
                int otherOrdinal =
                        slice.leaf() == leaf ? ordinal : places[slice.leaf()].ordinal(places[leaf].place(ordinal));
                touching += otherOrdinal < 0 ? 0 : intervals(other).touching(otherOrdinal, low, high);
            }
        }
        return touching >= needed;
    }

    private SliceIntervals intervals(int slice) throws IOException {
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
