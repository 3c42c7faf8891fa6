package io.kinedex.frames;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Reads the children of one cluster into a fragment's block table. Made for one cluster; payload offsets count from the
 * fragment's first byte. For one thread.
 */
final class ClusterParser {
    private static final int FLAG_KEYFRAME = 0x80;
    private static final int FLAG_INVISIBLE = 0x08;
    private static final int FLAG_DISCARDABLE = 0x01;

    /** A block longer than a hundred days is no block. */
    private static final long DURATION_NANOS_MAX = 1L << 53;

    private final BlockTable table;
    private final int firstBlock;
    private final SegmentInfo info;
    private final List<Track> tracks;
    private final FragmentLimits limits;
    private long nanos = -1;

    ClusterParser(BlockTable table, SegmentInfo info, List<Track> tracks, FragmentLimits limits) {
        this.table = table;
        this.firstBlock = table.size();
        this.info = info;
        this.tracks = tracks;
        this.limits = limits;
    }

    /** Reads the child that the cursor stands on; {@code origin} as in {@link InputWindow#origin()}. */
    void child(EbmlCursor child, int origin) {
        switch (child.id()) {
            case EbmlIds.TIMESTAMP -> timestamp(child);
            case EbmlIds.SIMPLE_BLOCK ->
                block(child, child.payload(), child.payloadEnd(), origin, true, BlockTable.UNKNOWN, 0);
            case EbmlIds.BLOCK_GROUP -> blockGroup(child.children(), origin);
            default -> {}
        }
    }

    /** Whether the cluster says when it begins. */
    boolean isTimed() {
        return nanos >= 0;
    }

    /** Nanoseconds from the segment's timestamp zero; only where {@link #isTimed}. */
    long nanos() {
        return nanos;
    }

    boolean hasBlocks() {
        return table.size() > firstBlock;
    }

    /** Makes the block times, so far counted from the cluster, count from the given timestamp. */
    void countFrom(long originNanos) {
        for (int i = firstBlock; i < table.size(); i++) {
            table.setTimeNanos(i, table.timeNanos(i) + nanos - originNanos);
        }
    }

    private void timestamp(EbmlCursor child) {
        long ticks = child.unsigned();
        nanos = info.nanos(ticks)
                .orElseThrow(() -> child.malformed(
                        "a cluster timestamp of %d ticks of %d ns".formatted(ticks, info.timestampScale())));
    }

    private void blockGroup(EbmlCursor group, int origin) {
        int from = -1;
        int end = -1;
        long duration = BlockTable.UNKNOWN;
        boolean references = false;
        while (group.next()) {
            switch (group.id()) {
                case EbmlIds.BLOCK -> {
                    from = group.payload();
                    end = group.payloadEnd();
                }
                case EbmlIds.BLOCK_DURATION -> duration = duration(group);
                case EbmlIds.REFERENCE_BLOCK -> references = true;
                default -> {}
            }
        }
        if (from >= 0) {
            block(group, from, end, origin, false, duration, references ? 0 : BlockTable.KEYFRAME);
        }
    }

    private long duration(EbmlCursor child) {
        long ticks = child.unsigned();
        return info.nanos(ticks)
                .filter(duration -> duration <= DURATION_NANOS_MAX)
                .orElseThrow(() -> child.malformed("a block duration of %d ticks".formatted(ticks)));
    }

    /** The head of a block: track number, 16-bit signed time, flags; then perhaps lacing, then the payload. */
    private void block(
            EbmlCursor cursor, int from, int end, int origin, boolean simple, long duration, int groupFlags) {
        ByteBuffer data = cursor.data();
        int trackLength = from < end ? Vint.length(data.get(from)) : Vint.SIZE_BYTES_MAX + 1;
        int head = trackLength + 3;
        if (trackLength > Vint.SIZE_BYTES_MAX || end - from < head) {
            throw cursor.malformed("a block of %d bytes, too short for its head".formatted(end - from));
        }
        long number = Vint.value(data, from, trackLength);
        if (number < 1 || number > Integer.MAX_VALUE) {
            throw cursor.malformed("a block of track %d".formatted(number));
        }
        int at = from + trackLength;
        long time = (short) ((data.get(at) << 8) | (data.get(at + 1) & 0xFF)) * info.timestampScale();
        int flags = data.get(at + 2);
        int lacing = (flags >> 1) & 3;
        byte known = (byte) (simple ? simpleFlags(flags) : groupFlags | invisible(flags));
        if (lacing == 0) {
            add((int) number, time, duration, known, from + head - origin, end - from - head);
        } else {
            int[] sizes = Lacing.sizes(lacing, cursor, from + head, end);
            laced((int) number, time, duration, known, sizes, end - origin);
        }
    }

    private void laced(int track, long time, long duration, byte flags, int[] sizes, int end) {
        long defaultNanos = defaultNanos(track);
        long each = duration == BlockTable.UNKNOWN ? duration : duration / sizes.length;
        long step = defaultNanos > 0 ? defaultNanos : Math.max(each, 0);
        int offset = end;
        for (int size : sizes) {
            offset -= size;
        }
        for (int i = 0; i < sizes.length; i++) {
            add(track, time + i * step, each, flags, offset, sizes[i]);
            offset += sizes[i];
        }
    }

    private void add(int track, long time, long duration, byte flags, int offset, int length) {
        if (table.size() == limits.blocksMax()) {
            throw new FramesException(
                    FramesException.Code.TOO_LARGE,
                    "more than %d blocks in a fragment, the limit".formatted(limits.blocksMax()));
        }
        long defaultNanos = duration == BlockTable.UNKNOWN ? defaultNanos(track) : 0;
        table.add(track, time, defaultNanos > 0 ? defaultNanos : duration, flags, offset, length);
    }

    private long defaultNanos(int number) {
        for (Track track : tracks) {
            if (track.number() == number) {
                return track.defaultDuration().toNanos();
            }
        }
        return 0;
    }

    private static int simpleFlags(int flags) {
        return ((flags & FLAG_KEYFRAME) != 0 ? BlockTable.KEYFRAME : 0)
                | invisible(flags)
                | ((flags & FLAG_DISCARDABLE) != 0 ? BlockTable.DISCARDABLE : 0);
    }

    private static int invisible(int flags) {
        return (flags & FLAG_INVISIBLE) != 0 ? BlockTable.INVISIBLE : 0;
    }
}
