package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_ROUND_NEAR_INF;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_rnd;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** Sound that waits for the pictures of its fragment. For one thread. */
final class SoundQueue implements AutoCloseable {
    /** Most of what a badly interleaved file can make us keep; beyond it sound is left out. */
    private static final long BYTES_MAX = 16L << 20;

    private static final long STEP_MILLIS = 20;

    private final Deque<MediaPacket> packets = new ArrayDeque<>();
    private final List<AVRational> timeBases = new ArrayList<>();
    private final List<TimestampJumps> jumps = new ArrayList<>();
    private final long[] seenMicros;
    private long originMicros;
    private long bytes;

    SoundQueue(CutTracks tracks, boolean timestampsMayJump) {
        for (AVStream stream : tracks.streams()) {
            AVRational base = stream.time_base();
            timeBases.add(base);
            long step = Math.max(1, av_rescale_rnd(STEP_MILLIS, base.den(), base.num() * 1000L, AV_ROUND_NEAR_INF));
            jumps.add(new TimestampJumps(base, timestampsMayJump, step));
        }
        seenMicros = new long[tracks.streams().size()];
        Arrays.fill(seenMicros, Long.MIN_VALUE);
    }

    void add(MediaPacket packet) {
        if (bytes + packet.bytes() > BYTES_MAX) {
            packet.close();
            return;
        }
        jumps.get(packet.track()).correct(packet);
        if (packet.pts() == AV_NOPTS_VALUE) {
            packet.moveTo(packet.dts(), packet.dts());
        }
        packets.add(packet);
        bytes += packet.bytes();
        seenMicros[packet.track()] = Math.max(seenMicros[packet.track()], raw(packet, 1_000_000));
    }

    long bytes() {
        return bytes;
    }

    /** Sets what is time 0: the first picture's time in microseconds. */
    void setOrigin(long micros) {
        originMicros = micros;
    }

    /** Whether some track has not come as far as {@code micros} since the origin. */
    boolean isBehind(long micros) {
        for (int track = 1; track < seenMicros.length; track++) {
            if (seenMicros[track] < micros + originMicros) {
                return true;
            }
        }
        return false;
    }

    /** Takes what starts before {@code endMicros} since the origin; what lies before the origin is left out. */
    List<MediaPacket> takeUntil(long endMicros) {
        List<MediaPacket> taken = new ArrayList<>();
        for (Iterator<MediaPacket> all = packets.iterator(); all.hasNext(); ) {
            MediaPacket packet = all.next();
            long micros = raw(packet, 1_000_000) - originMicros;
            if (micros < endMicros) {
                all.remove();
                bytes -= packet.bytes();
                if (micros < 0) {
                    packet.close();
                } else {
                    taken.add(packet);
                }
            }
        }
        return taken;
    }

    /** The packet's time since the origin. */
    long millis(MediaPacket packet) {
        return Math.round((raw(packet, 1_000_000) - originMicros) / 1000.0);
    }

    @Override
    public void close() {
        packets.forEach(MediaPacket::close);
        packets.clear();
    }

    private long raw(MediaPacket packet, long perSecond) {
        AVRational base = timeBases.get(packet.track());
        return av_rescale_rnd(packet.pts(), base.num() * perSecond, base.den(), AV_ROUND_NEAR_INF);
    }
}
