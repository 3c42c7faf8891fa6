package io.kinedex.metadata.index;

/**
 * A run of documents of one segment. As segments are kept newest first, a slice covers a short span of time.
 *
 * @param leaf     the segment's ordinal in the reader that it was made for
 * @param from     the first document
 * @param to       after the last document
 * @param minStart the earliest start in it, milliseconds
 * @param maxEnd   the latest end in it, milliseconds
 */
record Slice(int leaf, int from, int to, long minStart, long maxEnd) {
    int size() {
        return to - from;
    }

    Slice in(int otherLeaf) {
        return new Slice(otherLeaf, from, to, minStart, maxEnd);
    }

    boolean overlaps(long low, long high) {
        return minStart <= high && maxEnd >= low;
    }
}
