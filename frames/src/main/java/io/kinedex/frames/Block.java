package io.kinedex.frames;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One coded frame of a fragment; a laced Matroska block gives one for each frame in it. A light view made on demand: the
 * payload is a slice of the fragment's bytes. Immutable; safe for all threads.
 */
public final class Block {
    private final int trackNumber;
    private final Duration offset;
    private final Instant time;
    private final @Nullable Duration duration;
    private final byte flags;
    private final ByteBuffer payload;

    Block(int trackNumber, Duration offset, Instant time, @Nullable Duration duration, byte flags, ByteBuffer payload) {
        this.trackNumber = trackNumber;
        this.offset = offset;
        this.time = time;
        this.duration = duration;
        this.flags = flags;
        this.payload = payload;
    }

    /** {@link Track#number()} of the track that this frame belongs to. */
    public int trackNumber() {
        return trackNumber;
    }

    /** Presentation time since {@link Fragment#producerStart()}, exact to the nanosecond; may be negative. */
    public Duration offset() {
        return offset;
    }

    /** Presentation time on the producer's clock. */
    public Instant time() {
        return time;
    }

    /** How long the frame is shown, where its block or its track says so. */
    public Optional<Duration> duration() {
        return Optional.ofNullable(duration);
    }

    /** Whether the frame can be decoded without those before it. */
    public boolean keyframe() {
        return (flags & BlockTable.KEYFRAME) != 0;
    }

    /** Whether the frame is to be decoded and not shown. */
    public boolean invisible() {
        return (flags & BlockTable.INVISIBLE) != 0;
    }

    /** Whether a player in a hurry may leave the frame out. */
    public boolean discardable() {
        return (flags & BlockTable.DISCARDABLE) != 0;
    }

    /** The coded frame as it was stored, read-only, with a position of its own. */
    public ByteBuffer payload() {
        return payload.duplicate();
    }
}
