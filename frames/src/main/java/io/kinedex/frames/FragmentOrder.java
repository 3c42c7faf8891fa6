package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.function.ToLongFunction;

/** Lays a fragment's pictures and sounds one behind the other, as a muxer wants them. Stateless. */
final class FragmentOrder {
    private final LongUnaryOperator pictureMillis;
    private final ToLongFunction<MediaPacket> soundMillis;

    FragmentOrder(LongUnaryOperator pictureMillis, ToLongFunction<MediaPacket> soundMillis) {
        this.pictureMillis = pictureMillis;
        this.soundMillis = soundMillis;
    }

    /** Pictures stay in decoding order; the first of them comes first, so that the fragment starts at its time. */
    List<FragmentMuxer.Timed> merge(List<MediaPacket> pictures, List<MediaPacket> sounds) {
        List<FragmentMuxer.Timed> shown = pictures(pictures);
        List<FragmentMuxer.Timed> heard =
                new ArrayList<>(sounds.stream().map(this::sound).toList());
        heard.sort(Comparator.comparingLong(FragmentMuxer.Timed::ptsMillis));
        List<FragmentMuxer.Timed> merged = new ArrayList<>(shown.size() + heard.size());
        int next = 0;
        for (FragmentMuxer.Timed picture : shown) {
            while (!merged.isEmpty() && next < heard.size() && heard.get(next).ptsMillis() < picture.dtsMillis()) {
                merged.add(heard.get(next++));
            }
            merged.add(picture);
        }
        merged.addAll(heard.subList(next, heard.size()));
        return merged;
    }

    /** A picture's decoding time is the earliest time at which it or one behind it is shown: it never steps back. */
    private List<FragmentMuxer.Timed> pictures(List<MediaPacket> packets) {
        long[] pts = packets.stream()
                .mapToLong(p -> pictureMillis.applyAsLong(p.pts()))
                .toArray();
        long[] dts = pts.clone();
        for (int i = dts.length - 2; i >= 0; i--) {
            dts[i] = Math.min(dts[i], dts[i + 1]);
        }
        List<FragmentMuxer.Timed> timed = new ArrayList<>(packets.size());
        for (int i = 0; i < pts.length; i++) {
            MediaPacket packet = packets.get(i);
            timed.add(new FragmentMuxer.Timed(packet.packet(), 0, pts[i], dts[i], millis(packet), packet.key()));
        }
        return timed;
    }

    private FragmentMuxer.Timed sound(MediaPacket packet) {
        long millis = soundMillis.applyAsLong(packet);
        return new FragmentMuxer.Timed(packet.packet(), packet.track(), millis, millis, 0, true);
    }

    private long millis(MediaPacket packet) {
        long ticks = packet.packet().duration();
        return ticks <= 0 || packet.pts() == AV_NOPTS_VALUE
                ? 0
                : Math.max(
                        0, pictureMillis.applyAsLong(packet.pts() + ticks) - pictureMillis.applyAsLong(packet.pts()));
    }
}
