package io.kinedex.frames;

import java.time.Duration;
import java.util.Set;

/**
 * What a fragment turned out to hold. Immutable; safe for all threads.
 *
 * @param bytes        that were passed on after the fragment's opening
 * @param duration     from the cluster's timestamp to the end of the block that ends last
 * @param blocks       how many
 * @param trackNumbers that the blocks name, whether or not such tracks were announced
 * @param complete     false where the cluster has more bytes than the limit; the rest was not passed on
 * @param sound        false where the cluster differs from its own checksum
 */
public record ClusterEnd(
        long bytes, Duration duration, int blocks, Set<Integer> trackNumbers, boolean complete, boolean sound) {
    public ClusterEnd {
        trackNumbers = Set.copyOf(trackNumbers);
    }
}
