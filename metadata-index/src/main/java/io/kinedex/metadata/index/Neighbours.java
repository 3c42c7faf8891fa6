package io.kinedex.metadata.index;

import io.kinedex.metadata.MetadataException;
import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;

/**
 * The sightings that one WITHIN looks for on its right side, segment by segment, each collected when a candidate first
 * comes near its span of time. One search, one thread at a time.
 */
final class Neighbours {
    private final Query query;
    private final Weight weight;
    private final IntervalStore store;
    private final Object wholeReader;
    private final List<LeafReaderContext> leaves;
    private final LeafPlaces[] places;
    private final @Nullable LeafIntervals[] collected;
    private long count;

    Neighbours(Query query, Weight weight, IndexReader reader, IntervalStore store) throws IOException {
        this.query = query;
        this.weight = weight;
        this.store = store;
        this.wholeReader = reader.getReaderCacheHelper().getKey();
        this.leaves = reader.leaves();
        this.places = new LeafPlaces[leaves.size()];
        this.collected = new LeafIntervals[leaves.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = store.places(leaves.get(i).reader());
        }
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
        LeafIntervals own = intervals(leaf);
        // the candidate touches its own window: where it is on the right side too, one more is needed
        int needed = own.contains(doc) ? 2 : 1;
        int touching = own.touching(ordinal, low, high);
        int place = places[leaf].place(ordinal);
        for (int other = 0; touching < needed && other < places.length; other++) {
            if (other != leaf && places[other].overlaps(low, high)) {
                int otherOrdinal = places[other].ordinal(place);
                touching += otherOrdinal < 0 ? 0 : intervals(other).touching(otherOrdinal, low, high);
            }
        }
        return touching >= needed;
    }

    private LeafIntervals intervals(int leaf) throws IOException {
        LeafIntervals known = collected[leaf];
        if (known == null) {
            known = collect(leaves.get(leaf));
            collected[leaf] = known;
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

    private LeafIntervals collect(LeafReaderContext leaf) throws IOException {
        Object segment = leaf.reader().getReaderCacheHelper().getKey();
        Object scope = weight.isCacheable(leaf) ? segment : List.of(wholeReader, segment);
        IntervalStore.Key key = new IntervalStore.Key(scope, query);
        LeafIntervals known = store.get(key);
        if (known == null) {
            known = LeafIntervals.collect(leaf, weight);
            store.put(key, known);
        }
        return known;
    }
}
