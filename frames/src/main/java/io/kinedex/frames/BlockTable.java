package io.kinedex.frames;

import java.util.Arrays;

/**
 * The blocks of one fragment in the order in which they came, as parallel arrays: 29 bytes a block. Grows while a
 * fragment is read and does not change once the fragment is made; used by one thread until then.
 */
final class BlockTable {
    static final byte KEYFRAME = 1;
    static final byte INVISIBLE = 2;
    static final byte DISCARDABLE = 4;

    /** Marks a duration that neither the block nor its track gives. */
    static final long UNKNOWN = -1;

    private int size;
    private int[] tracks = new int[64];
    private int[] offsets = new int[64];
    private int[] lengths = new int[64];
    private long[] times = new long[64];
    private long[] durations = new long[64];
    private byte[] flags = new byte[64];

    int size() {
        return size;
    }

    /** {@code offset} counts from the fragment's first byte; times are nanoseconds. */
    void add(int track, long timeNanos, long durationNanos, byte flag, int offset, int length) {
        if (size == tracks.length) {
            grow();
        }
        tracks[size] = track;
        times[size] = timeNanos;
        durations[size] = durationNanos;
        flags[size] = flag;
        offsets[size] = offset;
        lengths[size] = length;
        size++;
    }

    int track(int index) {
        return tracks[index];
    }

    long timeNanos(int index) {
        return times[index];
    }

    long durationNanos(int index) {
        return durations[index];
    }

    byte flags(int index) {
        return flags[index];
    }

    int offset(int index) {
        return offsets[index];
    }

    int length(int index) {
        return lengths[index];
    }

    void setTimeNanos(int index, long nanos) {
        times[index] = nanos;
    }

    private void grow() {
        int capacity = size * 2;
        tracks = Arrays.copyOf(tracks, capacity);
        offsets = Arrays.copyOf(offsets, capacity);
        lengths = Arrays.copyOf(lengths, capacity);
        times = Arrays.copyOf(times, capacity);
        durations = Arrays.copyOf(durations, capacity);
        flags = Arrays.copyOf(flags, capacity);
    }
}
