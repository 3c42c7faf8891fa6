package io.kinedex.inference.evaluate;

import java.util.Arrays;

/**
 * How well a measure of likeness tells pairs of one identity from pairs of two: the curve of true against false acceptance.
 * Immutable after it was made; safe for all threads.
 */
public final class PairScore {
    private final double[] same;
    private final double[] different;

    /**
     * @param same      likeness of pairs of one identity; larger is more alike
     * @param different likeness of pairs of two
     */
    public PairScore(double[] same, double[] different) {
        if (same.length == 0 || different.length == 0) {
            throw new IllegalArgumentException("%d pairs of one identity and %d of two, at least one of each is needed"
                    .formatted(same.length, different.length));
        }
        this.same = sorted(same);
        this.different = sorted(different);
    }

    private static double[] sorted(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    /**
     * A point of the curve.
     *
     * @param threshold   pairs at least so alike are accepted
     * @param trueAccepts the part of the pairs of one identity that is accepted (TAR)
     * @param falseAccepts the part of the pairs of two that is accepted (FAR)
     */
    public record Point(double threshold, double trueAccepts, double falseAccepts) {}

    /** The point at a threshold. */
    public Point at(double threshold) {
        return new Point(threshold, acceptedFrom(same, threshold), acceptedFrom(different, threshold));
    }

    /**
     * The point with the lowest threshold that accepts no more of the different pairs than this.
     *
     * @param falseAcceptsMax 0..1; where it is less than one pair of those that there are, none is accepted
     */
    public Point atFalseAccepts(double falseAcceptsMax) {
        int allowed = (int) Math.floor(falseAcceptsMax * different.length + 1e-9);
        if (allowed >= different.length) {
            return at(Math.min(same[0], different[0]));
        }
        // the lowest value above all that must be refused
        return at(Math.nextUp(different[different.length - 1 - allowed]));
    }

    /** The area under the curve: how probable it is that a pair of one identity is more alike than a pair of two. */
    public double auc() {
        double sum = 0;
        for (double value : same) {
            int below = lowerBound(different, value);
            int upTo = lowerBound(different, Math.nextUp(value));
            sum += below + (upTo - below) / 2.0;
        }
        return sum / same.length / different.length;
    }

    public int same() {
        return same.length;
    }

    public int different() {
        return different.length;
    }

    private static double acceptedFrom(double[] sorted, double threshold) {
        return (double) (sorted.length - lowerBound(sorted, threshold)) / sorted.length;
    }

    /** How many are less than the value. */
    private static int lowerBound(double[] sorted, double value) {
        int low = 0;
        int high = sorted.length;
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
}
