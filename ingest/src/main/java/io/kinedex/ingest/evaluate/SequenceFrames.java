package io.kinedex.ingest.evaluate;

import io.kinedex.frames.CutOptions;
import io.kinedex.frames.DecoderOptions;
import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentCutter;
import io.kinedex.frames.Frame;
import io.kinedex.frames.FrameDecoder;
import io.kinedex.frames.FramePool;
import io.kinedex.frames.FramesException;
import io.kinedex.frames.PictureFile;
import io.kinedex.frames.SamplingPolicy;
import io.kinedex.frames.Track;
import io.kinedex.ingest.evaluate.LabelledData.Sequence;
import io.kinedex.ingest.evaluate.LabelledData.Unread;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The frames of a sequence as a stream would have them: sampled, in fragments, each with its number in the sequence. For one
 * thread, a platform thread.
 */
final class SequenceFrames {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration FRAGMENT = Duration.ofSeconds(2);
    private static final int IN_FLIGHT = 6;

    private final SamplingPolicy sampling;
    private final int longSideMax;
    private final List<Unread> unread = new ArrayList<>();

    SequenceFrames(SamplingPolicy sampling, int longSideMax) {
        this.sampling = sampling;
        this.longSideMax = longSideMax;
    }

    /** Takes frames in their order. */
    interface Sink {
        /**
         * @param number of the frame in the sequence, from 1
         * @param frame  the sink's to close
         */
        void frame(int number, Frame frame) throws InterruptedException;

        /** @param interval between the frames that were taken */
        void fragmentEnds(Instant end, Duration interval) throws InterruptedException;
    }

    List<Unread> unread() {
        return List.copyOf(unread);
    }

    void each(Sequence sequence, Sink sink) throws InterruptedException {
        try (FramePool pool = new FramePool(IN_FLIGHT, FramePool.bytesPerFrame(longSideMax))) {
            if (sequence.video()) {
                video(sequence.files().getFirst(), pool, sink);
            } else {
                pictures(sequence, pool, sink);
            }
        }
    }

    private void pictures(Sequence sequence, FramePool pool, Sink sink) throws InterruptedException {
        Duration frameTime = Duration.ofNanos(Math.round(1e9 / sequence.framesPerSecond()));
        Duration interval = sampling instanceof SamplingPolicy.Every every ? every.interval() : frameTime;
        long lastSample = -1;
        long fragment = 0;
        for (int i = 0; i < sequence.files().size(); i++) {
            Duration offset = frameTime.multipliedBy(i);
            if (offset.dividedBy(FRAGMENT) > fragment) {
                fragment = offset.dividedBy(FRAGMENT);
                sink.fragmentEnds(START.plus(offset), interval);
            }
            long sample = offset.plusNanos(1).dividedBy(interval);
            if (sample > lastSample || interval.compareTo(frameTime) <= 0) {
                lastSample = sample;
                picture(sequence.files().get(i), i + 1, START.plus(offset), pool, sink);
            }
        }
        sink.fragmentEnds(START.plus(frameTime.multipliedBy(sequence.files().size())), interval);
    }

    private void picture(Path file, int number, Instant time, FramePool pool, Sink sink) throws InterruptedException {
        try {
            sink.frame(number, PictureFile.read(file, pool, time, longSideMax));
        } catch (FramesException e) {
            unread.add(new Unread(file.toString(), String.valueOf(e.getMessage())));
        }
    }

    private void video(Path file, FramePool pool, Sink sink) throws InterruptedException {
        try (FragmentCutter cutter = FragmentCutter.open(file, CutOptions.startingAt(START));
                FrameDecoder decoder = new FrameDecoder(pool, new DecoderOptions(sampling, longSideMax, 1))) {
            int before = 0;
            for (Optional<Fragment> next = cutter.next(); next.isPresent(); next = cutter.next()) {
                Fragment fragment = next.get();
                List<Instant> times = shown(fragment);
                int first = before;
                int sampled = decoder.decode(
                                fragment, frame -> sink.frame(first + 1 + nearest(times, frame.time()), frame))
                        .sampled();
                before += times.size();
                sink.fragmentEnds(
                        fragment.producerEnd(),
                        sampling instanceof SamplingPolicy.Every every
                                ? every.interval()
                                : fragment.duration().dividedBy(Math.max(1, sampled)));
            }
        } catch (FramesException e) {
            unread.add(new Unread(file.toString(), String.valueOf(e.getMessage())));
        }
    }

    private static List<Instant> shown(Fragment fragment) {
        return fragment.blocks().stream()
                .filter(block -> !block.invisible()
                        && fragment.track(block.trackNumber())
                                .filter(track -> track.kind() == Track.Kind.VIDEO)
                                .isPresent())
                .map(block -> block.time())
                .sorted()
                .toList();
    }

    private static int nearest(List<Instant> times, Instant time) {
        int nearest = 0;
        for (int i = 1; i < times.size(); i++) {
            Duration here = Duration.between(times.get(i), time).abs();
            if (here.compareTo(Duration.between(times.get(nearest), time).abs()) < 0) {
                nearest = i;
            }
        }
        return nearest;
    }
}
