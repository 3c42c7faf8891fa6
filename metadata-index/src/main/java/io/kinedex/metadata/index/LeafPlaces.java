package io.kinedex.metadata.index;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.util.BytesRef;

/** The streams of one segment and the span of time that it covers. Immutable. */
final class LeafPlaces {
    private final int[] placeByOrdinal;
    private final int[] sortedPlaces;
    private final int[] ordinals;
    private final long minStart;
    private final long maxEnd;

    private LeafPlaces(int[] placeByOrdinal, long minStart, long maxEnd) {
        this.placeByOrdinal = placeByOrdinal;
        this.sortedPlaces = placeByOrdinal.clone();
        Arrays.sort(sortedPlaces);
        this.ordinals = new int[placeByOrdinal.length];
        for (int ordinal = 0; ordinal < placeByOrdinal.length; ordinal++) {
            ordinals[Arrays.binarySearch(sortedPlaces, placeByOrdinal[ordinal])] = ordinal;
        }
        this.minStart = minStart;
        this.maxEnd = maxEnd;
    }

    /** @param numbers every stream met so far and its number, over all segments; new ones are added */
    static LeafPlaces of(LeafReader reader, Map<BytesRef, Integer> numbers) throws IOException {
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
        DocValuesSkipper starts = reader.getDocValuesSkipper(SightingDocument.START);
        DocValuesSkipper ends = reader.getDocValuesSkipper(SightingDocument.END);
        boolean known = starts != null && ends != null;
        return new LeafPlaces(
                placeByOrdinal, known ? starts.minValue() : Long.MAX_VALUE, known ? ends.maxValue() : Long.MIN_VALUE);
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

    boolean overlaps(long low, long high) {
        return minStart <= high && maxEnd >= low;
    }
}
