package io.kinedex.frames;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fragment in the making. For one thread. */
final class OpenFragment {
    private final BlockTable table = new BlockTable();
    private final Map<String, String> tags = new LinkedHashMap<>();
    private @Nullable FragmentNumber number;
    private int clusters;
    private boolean endUnknown;
    private long originNanos = -1;
    private @Nullable FramesException damage;

    BlockTable table() {
        return table;
    }

    /** Whether there is something to give out: a number or a cluster. */
    boolean isBegun() {
        return number != null || clusters > 0;
    }

    boolean isNumbered() {
        return number != null;
    }

    boolean hasCluster() {
        return clusters > 0;
    }

    /** Whether its last cluster has an unknown size, so that a cut stream looks like an ended one. */
    boolean isEndUnknown() {
        return endUnknown;
    }

    Optional<FragmentNumber> number() {
        return Optional.ofNullable(number);
    }

    void number(FragmentNumber stated) {
        number = stated;
    }

    void addTags(Map<String, String> found, FragmentLimits limits) {
        tags.putAll(found);
        TagsParser.requireCount(tags.size(), limits);
    }

    /** Takes in a cluster whose last child has been read. */
    void endCluster(ClusterParser cluster, ElementHead head) {
        clusters++;
        endUnknown = head.isSizeUnknown();
        if (cluster.isTimed()) {
            originNanos = originNanos < 0 ? cluster.nanos() : originNanos;
            cluster.countFrom(originNanos);
        } else if (cluster.hasBlocks()) {
            throw head.malformed("a cluster with blocks and without a timestamp");
        }
    }

    /** Notes a cluster that cannot be read. */
    void endDamagedCluster(FramesException reason) {
        clusters++;
        damage = reason;
    }

    void damaged(FramesException reason) {
        damage = reason;
    }

    @Nullable
    FramesException damage() {
        return damage;
    }

    Fragment finish(FragmentNumber finalNumber, SegmentState segment, ByteBuffer bytes) {
        Map<String, String> all = new LinkedHashMap<>(segment.tags());
        all.putAll(tags);
        Instant start = KinesisTags.producerTimestamp(all)
                .orElseGet(() -> segment.info().instant(Math.max(originNanos, 0)));
        return new Fragment(
                finalNumber, start, KinesisTags.serverTimestamp(all).orElse(null), segment.tracks(), all, table, bytes);
    }
}
