package io.kinedex.frames;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Passes the rest of one cluster on while it looks at the heads of its blocks. For one thread. */
final class ClusterPassage {
    static final long UNKNOWN_END = -1;

    /** Track number, time, flags and the count of a lace. */
    private static final int BLOCK_HEAD_MAX = Vint.SIZE_BYTES_MAX + 4;

    private static final int TRACK_NUMBERS_MAX = 1024;
    private static final long BLOCK_DURATION_TICKS_MAX = 1L << 32;

    private final ByteIntake in;
    private final long end;
    private final long bytesMax;
    private final long scale;
    private final FragmentSpan span;
    private final byte[] first;
    private final @Nullable CRC32 crc;
    private final Set<Integer> trackNumbers = new HashSet<>();
    private long bytes;
    private int blocks;
    private long blockNanos;
    private int blockTrack;

    ClusterPassage(ByteIntake in, long end, long bytesMax, ProducerSegment segment, byte[] first) {
        this.in = in;
        this.end = end;
        this.bytesMax = bytesMax;
        this.scale = segment.info().timestampScale();
        this.span = new FragmentSpan(segment.tracks());
        this.first = first;
        this.crc = ProducerStream.checksum(first).orElse(null);
    }

    ClusterEnd transfer(OutputStream out) throws IOException {
        while (in.position() != end && in.look()) {
            if (end == UNKNOWN_END && EbmlIds.endsCluster(in.id())) {
                break;
            }
            requireInside(end);
            switch (in.id()) {
                case EbmlIds.SIMPLE_BLOCK -> {
                    block();
                    count(BlockTable.UNKNOWN);
                    pass(in.length(), out);
                }
                case EbmlIds.BLOCK_GROUP -> group(out);
                default -> pass(in.length(), out);
            }
        }
        requireWhole();
        boolean sound = crc == null || crc.getValue() == ProducerStream.statedChecksum(first);
        return new ClusterEnd(
                Math.min(bytes, bytesMax),
                Duration.ofNanos(span.nanos()),
                blocks,
                trackNumbers,
                bytes <= bytesMax,
                sound);
    }

    private void group(OutputStream out) throws IOException {
        long groupEnd = in.position() + in.length();
        pass(in.headLength(), out);
        long duration = BlockTable.UNKNOWN;
        boolean found = false;
        while (in.position() != groupEnd && in.look()) {
            requireInside(groupEnd);
            if (in.id() == EbmlIds.BLOCK) {
                block();
                found = true;
            } else if (in.id() == EbmlIds.BLOCK_DURATION) {
                duration = duration();
            }
            pass(in.length(), out);
        }
        if (found) {
            count(duration);
        }
    }

    /** Reads the head of the block at the read position. */
    private void block() {
        int size = (int) Math.min(in.size(), BLOCK_HEAD_MAX);
        in.require(in.headLength() + size);
        int at = in.pos() + in.headLength();
        int trackLength = size == 0 ? Integer.MAX_VALUE : Vint.length(in.data().get(at));
        if (trackLength > Integer.BYTES || size < trackLength + 3) {
            throw in.malformed("a block of %d bytes without a head".formatted(in.size()));
        }
        blockTrack = (int) Vint.value(in.data(), at, trackLength);
        blockNanos = in.data().getShort(at + trackLength) * scale;
        boolean laced = (in.data().get(at + trackLength + 2) & 6) != 0 && size > trackLength + 3;
        if (laced) {
            span.add(blockTrack, blockNanos, BlockTable.UNKNOWN);
            blockNanos += (in.data().get(at + trackLength + 3) & 0xFF) * span.defaultNanos(blockTrack);
        }
    }

    private void count(long durationNanos) {
        long defaultNanos = durationNanos == BlockTable.UNKNOWN ? span.defaultNanos(blockTrack) : 0;
        span.add(blockTrack, blockNanos, defaultNanos > 0 ? defaultNanos : durationNanos);
        blocks++;
        if (trackNumbers.size() < TRACK_NUMBERS_MAX) {
            trackNumbers.add(blockTrack);
        }
    }

    private long duration() {
        if (in.size() > Long.BYTES) {
            throw in.malformed("a block's duration of %d bytes".formatted(in.size()));
        }
        in.require((int) in.length());
        long ticks = 0;
        for (int i = in.headLength(); i < in.length(); i++) {
            ticks = (ticks << Byte.SIZE) | (in.data().get(in.pos() + i) & 0xFF);
        }
        if (ticks < 0 || ticks > BLOCK_DURATION_TICKS_MAX) {
            throw in.malformed("a block that lasts %d ticks".formatted(ticks));
        }
        return ticks * scale;
    }

    private void pass(long count, OutputStream out) throws IOException {
        bytes += count;
        in.pass(count, bytes <= bytesMax ? out : OutputStream.nullOutputStream(), crc);
    }

    private void requireInside(long parentEnd) {
        if (parentEnd != UNKNOWN_END && in.position() + in.length() > parentEnd) {
            throw in.malformed(
                    "%s reaches past its parent, which ends at byte %d".formatted(EbmlIds.name(in.id()), parentEnd));
        }
    }

    private void requireWhole() {
        if (end != UNKNOWN_END && in.position() != end) {
            throw new FramesException(
                    FramesException.Code.TRUNCATED,
                    "the stream ends at byte %d in a cluster that says it ends at byte %d"
                            .formatted(in.position(), end));
        }
    }
}
