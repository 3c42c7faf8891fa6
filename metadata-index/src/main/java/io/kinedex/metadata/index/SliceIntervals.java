package io.kinedex.metadata.index;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/**
 * The intervals of the sightings in one slice of a segment that answer a query, by stream. Immutable.
 *
 * <p>For each stream (by its ordinal in the segment) the starts and the ends are kept, each sorted. How many intervals
 * touch a window then is the number that start no later than its end, less the number that end before its start.
 */
final class SliceIntervals {
    private final int from;
    private final FixedBitSet docs;
    private final int[] offsets;
    private final long[] starts;
    private final long[] ends;

    private SliceIntervals(int from, FixedBitSet docs, int[] offsets, long[] starts, long[] ends) {
        this.from = from;
        this.docs = docs;
        this.offsets = offsets;
        this.starts = starts;
        this.ends = ends;
    }

    static SliceIntervals collect(LeafReaderContext leaf, Slice slice, Weight weight) throws IOException {
        LeafReader reader = leaf.reader();
        int[] found = matches(weight.scorerSupplier(leaf), slice, reader.getLiveDocs());
        FixedBitSet docs = new FixedBitSet(slice.size());
        SortedDocValues places = DocValues.getSorted(reader, SightingDocument.PLACE);
        int[] offsets = new int[places.getValueCount() + 1];
        int[] ordinals = new int[found.length];
        for (int i = 0; i < found.length; i++) {
            docs.set(found[i] - slice.from());
            places.advanceExact(found[i]);
            ordinals[i] = places.ordValue();
            offsets[ordinals[i] + 1]++;
        }
        for (int ordinal = 1; ordinal < offsets.length; ordinal++) {
            offsets[ordinal] += offsets[ordinal - 1];
        }
        long[] starts = grouped(found, ordinals, offsets, DocValues.getNumeric(reader, SightingDocument.START));
        long[] ends = grouped(found, ordinals, offsets, DocValues.getNumeric(reader, SightingDocument.END));
        return new SliceIntervals(slice.from(), docs, offsets, starts, ends);
    }

    private static int[] matches(@Nullable ScorerSupplier scorers, Slice slice, @Nullable Bits live)
            throws IOException {
        if (scorers == null) {
            return new int[0];
        }
        int[] found = new int[64];
        int count = 0;
        DocIdSetIterator docs = scorers.get(slice.size()).iterator();
        for (int doc = docs.advance(slice.from()); doc < slice.to(); doc = docs.nextDoc()) {
            if (live == null || live.get(doc)) {
                if (count == found.length) {
                    found = Arrays.copyOf(found, count * 2);
                }
                found[count++] = doc;
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** The documents' values, those of one stream together and sorted. Segments run from new to old: fill from behind. */
    private static long[] grouped(int[] found, int[] ordinals, int[] offsets, NumericDocValues values)
            throws IOException {
        long[] grouped = new long[found.length];
        int[] next = Arrays.copyOfRange(offsets, 1, offsets.length);
        for (int i = 0; i < found.length; i++) {
            values.advanceExact(found[i]);
            grouped[--next[ordinals[i]]] = values.longValue();
        }
        for (int ordinal = 0; ordinal + 1 < offsets.length; ordinal++) {
            Arrays.sort(grouped, offsets[ordinal], offsets[ordinal + 1]);
        }
        return grouped;
    }

    boolean contains(int doc) {
        return docs.get(doc - from);
    }

    /** How many intervals of the stream start at or before {@code high} and end at or after {@code low}. */
    int touching(int ordinal, long low, long high) {
        int from = offsets[ordinal];
        int to = offsets[ordinal + 1];
        if (from == to || starts[from] > high || ends[to - 1] < low) {
            return 0;
        }
        return firstAtLeast(starts, from, to, high + 1) - firstAtLeast(ends, from, to, low);
    }

    private static int firstAtLeast(long[] sorted, int from, int to, long value) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** How many intervals the stream has. */
    int count(int ordinal) {
        return offsets[ordinal + 1] - offsets[ordinal];
    }

    int size() {
        return starts.length;
    }

    long bytes() {
        return 128L + docs.ramBytesUsed() + 4L * offsets.length + 16L * starts.length;
    }
}
