package io.kinedex.inference.evaluate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How well things were put together, as B-cubed has it (Bagga and Baldwin 1998): for each thing how much of its cluster is of
 * its identity, and how much of its identity is in its cluster, averaged over the things.
 *
 * @param items     how many things
 * @param precision 0..1
 * @param recall    0..1
 */
public record ClusterScore(int items, double precision, double recall) {
    /** @param cluster what it was put into */
    public record Item(String identity, String cluster) {}

    public static ClusterScore of(List<Item> items) {
        Map<String, Integer> identities = new HashMap<>();
        Map<String, Integer> clusters = new HashMap<>();
        Map<Item, Integer> both = new HashMap<>();
        for (Item item : items) {
            identities.merge(item.identity(), 1, Integer::sum);
            clusters.merge(item.cluster(), 1, Integer::sum);
            both.merge(item, 1, Integer::sum);
        }
        double precision = 0;
        double recall = 0;
        for (Map.Entry<Item, Integer> pair : both.entrySet()) {
            double count = pair.getValue();
            precision += count * count / clusters.getOrDefault(pair.getKey().cluster(), 1);
            recall += count * count / identities.getOrDefault(pair.getKey().identity(), 1);
        }
        int n = Math.max(1, items.size());
        return new ClusterScore(items.size(), precision / n, recall / n);
    }

    /** The harmonic mean of the two. */
    public double f() {
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }
}
