package io.kinedex.frames;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes decoding times out of presentation times, as MP4 wants them: growing, and never after the picture is shown. The
 * nth picture to be decoded gets the presentation time of the nth picture to be shown, less a constant delay. For one
 * thread.
 */
final class ClipTimes {
    private static final long STEP_MICROS = 40_000;

    private final Deque<Long> earlier = new ArrayDeque<>();
    private final int delayMin;
    private int delay = -1;
    private long last = Long.MIN_VALUE;

    /**
     * @param delayMin pictures, by what is known of the codec: fragments differ in how many they need, and their decoding
     *     times must not meet
     */
    ClipTimes(int delayMin) {
        this.delayMin = delayMin;
    }

    /** Sets the decoding times of a fragment's pictures, given in decoding order. */
    void assign(List<MediaPacket> pictures) {
        long[] shown = pictures.stream().mapToLong(MediaPacket::pts).sorted().toArray();
        if (shown.length == 0) {
            return;
        }
        if (delay < 0) {
            start(pictures, shown);
        }
        for (long time : shown) {
            earlier.add(time);
        }
        for (MediaPacket picture : pictures) {
            long dts = Math.max(earlier.remove(), last == Long.MIN_VALUE ? Long.MIN_VALUE : last + 1);
            picture.moveTo(Math.max(picture.pts(), dts), dts);
            last = dts;
        }
    }

    /** How long each packet lasts: until the next one of its track. */
    Map<MediaPacket, Long> durations(List<MediaPacket> packets) {
        Map<MediaPacket, Long> durations = new HashMap<>();
        packets.stream().mapToInt(MediaPacket::track).distinct().forEach(track -> {
            MediaPacket[] shown = packets.stream()
                    .filter(packet -> packet.track() == track)
                    .sorted((a, b) -> Long.compare(a.pts(), b.pts()))
                    .toArray(MediaPacket[]::new);
            for (int i = 0; i < shown.length; i++) {
                long until = i + 1 < shown.length ? shown[i + 1].pts() - shown[i].pts() : 0;
                long before = i > 0 ? shown[i].pts() - shown[i - 1].pts() : STEP_MICROS;
                durations.put(shown[i], until > 0 ? until : before);
            }
        });
        return durations;
    }

    /** Finds how many pictures are decoded ahead of the one that is shown, and makes up times before the first. */
    private void start(List<MediaPacket> pictures, long[] shown) {
        delay = delayMin;
        for (int i = 0; i < pictures.size(); i++) {
            delay = Math.max(
                    delay, i - Arrays.binarySearch(shown, pictures.get(i).pts()));
        }
        long step =
                shown.length > 1 ? Math.max(1, (shown[shown.length - 1] - shown[0]) / (shown.length - 1)) : STEP_MICROS;
        for (int i = delay; i > 0; i--) {
            earlier.add(shown[0] - i * step);
        }
    }
}
