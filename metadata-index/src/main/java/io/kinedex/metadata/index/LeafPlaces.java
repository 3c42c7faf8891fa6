package io.kinedex.metadata.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.util.BytesRef;

/** The streams of one segment and its slices. Immutable. */
final class LeafPlaces {
    private final int[] placeByOrdinal;
    private final int[] sortedPlaces;
    private final int[] ordinals;
    private final List<Slice> slices;

    private LeafPlaces(int[] placeByOrdinal, List<Slice> slices) {
        this.placeByOrdinal = placeByOrdinal;
        this.sortedPlaces = placeByOrdinal.clone();
        Arrays.sort(sortedPlaces);
        this.ordinals = new int[placeByOrdinal.length];
        for (int ordinal = 0; ordinal < placeByOrdinal.length; ordinal++) {
            ordinals[Arrays.binarySearch(sortedPlaces, placeByOrdinal[ordinal])] = ordinal;
        }
        this.slices = slices;
    }

    /**
     * @param numbers  every stream met so far and its number, over all segments; new ones are added
     * @param sliceMin the fewest documents of a slice; they have more where the segment has very many streams
     */
    static LeafPlaces of(LeafReader reader, Map<BytesRef, Integer> numbers, int sliceMin) throws IOException {
        SortedDocValues places = DocValues.getSorted(reader, SightingDocument.PLACE);
        int[] placeByOrdinal = new int[places.getValueCount()];
        synchronized (numbers) {
            for (int ordinal = 0; ordinal < placeByOrdinal.length; ordinal++) {
                BytesRef name = places.lookupOrd(ordinal);
                Integer number = numbers.get(name);
                if (number == null) {
                    number = numbers.size();
                    numbers.put(BytesRef.deepCopyOf(name), number);
                }
                placeByOrdinal[ordinal] = number;
            }
        }
        return new LeafPlaces(placeByOrdinal, slices(reader, Math.max(sliceMin, 4 * placeByOrdinal.length)));
    }

    private static List<Slice> slices(LeafReader reader, int size) throws IOException {
        NumericDocValues starts = DocValues.getNumeric(reader, SightingDocument.START);
        NumericDocValues ends = DocValues.getNumeric(reader, SightingDocument.END);
        List<Slice> slices = new ArrayList<>();
        for (int from = 0; from < reader.maxDoc(); from += size) {
            int to = Math.min(reader.maxDoc(), from + size);
            long minStart = Long.MAX_VALUE;
            long maxEnd = Long.MIN_VALUE;
            for (int doc = from; doc < to; doc++) {
                minStart = starts.advanceExact(doc) ? Math.min(minStart, starts.longValue()) : minStart;
                maxEnd = ends.advanceExact(doc) ? Math.max(maxEnd, ends.longValue()) : maxEnd;
            }
            slices.add(new Slice(0, from, to, minStart, maxEnd));
        }
        return List.copyOf(slices);
    }

    /** In the order of their documents, all of one size but the last. */
    List<Slice> slices() {
        return slices;
    }

    /** The stream's number over all segments. */
    int place(int ordinal) {
        return placeByOrdinal[ordinal];
    }

    /** The stream's ordinal in this segment; negative where it has none. */
    int ordinal(int place) {
        int at = Arrays.binarySearch(sortedPlaces, place);
        return at < 0 ? -1 : ordinals[at];
    }
}
