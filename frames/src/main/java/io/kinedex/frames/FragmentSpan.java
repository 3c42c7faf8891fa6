package io.kinedex.frames;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How long a fragment lasts, from the times of its blocks. For one thread. */
final class FragmentSpan {
    private final List<Track> tracks;
    private final Map<Integer, TrackSpan> spans = new HashMap<>();

    FragmentSpan(List<Track> tracks) {
        this.tracks = tracks;
    }

    /** Nanoseconds from the fragment's start to the end of the block that ends last; 0 where there are no blocks. */
    static long nanos(BlockTable table, List<Track> tracks) {
        FragmentSpan span = new FragmentSpan(tracks);
        for (int i = 0; i < table.size(); i++) {
            span.add(table.track(i), table.timeNanos(i), table.durationNanos(i));
        }
        return span.nanos();
    }

    /** Counts a block in; its duration may be {@link BlockTable#UNKNOWN}. */
    void add(int track, long timeNanos, long durationNanos) {
        spans.computeIfAbsent(track, number -> new TrackSpan(defaultNanos(number)))
                .add(timeNanos, durationNanos);
    }

    long nanos() {
        return spans.values().stream().mapToLong(TrackSpan::end).reduce(0, Math::max);
    }

    long defaultNanos(int number) {
        return tracks.stream()
                .filter(track -> track.number() == number)
                .mapToLong(track -> track.defaultDuration().toNanos())
                .findFirst()
                .orElse(0);
    }

    private static final class TrackSpan {
        private final long defaultNanos;
        private long first = Long.MAX_VALUE;
        private long last = Long.MIN_VALUE;
        private long statedEnd = Long.MIN_VALUE;
        private int blocks;

        TrackSpan(long defaultNanos) {
            this.defaultNanos = defaultNanos;
        }

        void add(long time, long duration) {
            first = Math.min(first, time);
            last = Math.max(last, time);
            blocks++;
            if (duration != BlockTable.UNKNOWN) {
                statedEnd = Math.max(statedEnd, time + duration);
            }
        }

        long end() {
            if (statedEnd >= last) {
                return statedEnd;
            }
            long mean = blocks > 1 ? (last - first) / (blocks - 1) : 0;
            return last + (defaultNanos > 0 ? defaultNanos : mean);
        }
    }
}
