package io.kinedex.ingest.bench;

/** Percentiles by nearest rank. */
final class Percentiles {
    private Percentiles() {}

    /**
     * @param sorted   not empty, ascending
     * @param fraction 0..1
     */
    static double of(double[] sorted, double fraction) {
        return sorted[Math.max(0, (int) Math.ceil(sorted.length * fraction) - 1)];
    }
}
