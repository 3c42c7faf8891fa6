package io.kinedex.metadata.index;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.jspecify.annotations.Nullable;

/**
 * Tests the candidates of one segment, in the order of their documents, for neighbours. Holds on to the slices around the
 * current one, and looks at times only where these have anything on the candidate's stream. One thread.
 */
final class NearTest {
    private final Neighbours neighbours;
    private final int leaf;
    private final long gapMillis;
    private final SortedDocValues places;
    private final NumericDocValues starts;
    private final NumericDocValues ends;

    private int sliceEnd;
    private @Nullable SliceIntervals own;
    private List<Neighbours.Other> others = List.of();

    NearTest(Neighbours neighbours, LeafReaderContext leaf, long gapMillis) throws IOException {
        LeafReader reader = leaf.reader();
        this.neighbours = neighbours;
        this.leaf = leaf.ord;
        this.gapMillis = gapMillis;
        this.places = DocValues.getSorted(reader, SightingDocument.PLACE);
        this.starts = DocValues.getNumeric(reader, SightingDocument.START);
        this.ends = DocValues.getNumeric(reader, SightingDocument.END);
    }

    /** Whether another sighting is near; documents come in rising order. */
    boolean near(int doc) throws IOException {
        SliceIntervals around = own(doc);
        places.advanceExact(doc);
        int ordinal = places.ordValue();
        // the candidate touches its own window: where it is on the right side too, one more is needed
        int needed = around.contains(doc) ? 2 : 1;
        if (onPlace(around, ordinal) < needed) {
            return false;
        }
        starts.advanceExact(doc);
        ends.advanceExact(doc);
        long low = starts.longValue() - gapMillis;
        long high = ends.longValue() + gapMillis;
        int touching = around.touching(ordinal, low, high);
        for (int i = 0; touching < needed && i < others.size(); i++) {
            Neighbours.Other other = others.get(i);
            int itsOrdinal = other.ordinal(ordinal);
            touching += itsOrdinal < 0 ? 0 : other.intervals().touching(itsOrdinal, low, high);
        }
        return touching >= needed;
    }

    private int onPlace(SliceIntervals around, int ordinal) {
        int count = around.count(ordinal);
        for (int i = 0; i < others.size(); i++) {
            int itsOrdinal = others.get(i).ordinal(ordinal);
            count += itsOrdinal < 0 ? 0 : others.get(i).intervals().count(itsOrdinal);
        }
        return count;
    }

    private SliceIntervals own(int doc) throws IOException {
        SliceIntervals current = own;
        if (current == null || doc >= sliceEnd) {
            int slice = neighbours.slice(leaf, doc);
            sliceEnd = neighbours.end(slice);
            current = neighbours.intervals(slice);
            others = neighbours.around(slice, gapMillis);
            own = current;
        }
        return current;
    }
}
