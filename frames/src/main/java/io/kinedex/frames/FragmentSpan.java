package io.kinedex.frames;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How long a fragment lasts, from the times of its blocks. Stateless. */
final class FragmentSpan {
    private FragmentSpan() {}

    /** Nanoseconds from the fragment's start to the end of the block that ends last; 0 where there are no blocks. */
    static long nanos(BlockTable table, List<Track> tracks) {
        Map<Integer, TrackSpan> spans = new HashMap<>();
        for (int i = 0; i < table.size(); i++) {
            spans.computeIfAbsent(table.track(i), number -> new TrackSpan(defaultNanos(number, tracks)))
                    .add(table.timeNanos(i), table.durationNanos(i));
        }
        return spans.values().stream().mapToLong(TrackSpan::end).reduce(0, Math::max);
    }

    private static long defaultNanos(int number, List<Track> tracks) {
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
