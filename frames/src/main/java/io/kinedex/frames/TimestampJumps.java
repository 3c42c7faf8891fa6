package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale;

import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * Makes one stream's timestamps run on where they jump: a 33-bit clock that wraps, recordings put one behind the other,
 * an encoder that was started again. Jumps forward are closed only in containers where they mean nothing (MPEG-TS);
 * elsewhere a gap is a gap. For one thread.
 */
final class TimestampJumps {
    private static final long FORWARD_SECONDS_MAX = 10;
    private static final long BACKWARD_SECONDS_MAX = 1;

    private final boolean closesGaps;
    private final long forwardMax;
    private final long backwardMax;
    private long step;
    private long offset;
    private long last = AV_NOPTS_VALUE;

    /** {@code step} is the usual distance between packets, in units of {@code timeBase}. */
    TimestampJumps(AVRational timeBase, boolean closesGaps, long step) {
        this.closesGaps = closesGaps;
        this.forwardMax = av_rescale(FORWARD_SECONDS_MAX, timeBase.den(), timeBase.num());
        this.backwardMax = av_rescale(BACKWARD_SECONDS_MAX, timeBase.den(), timeBase.num());
        this.step = step;
    }

    /** Moves the packet to the running time; one with no time at all follows the one before. */
    void correct(MediaPacket packet) {
        boolean timeless = packet.dts() == AV_NOPTS_VALUE && packet.pts() == AV_NOPTS_VALUE;
        long time = timeless ? follow() - offset : packet.dts() == AV_NOPTS_VALUE ? packet.pts() : packet.dts();
        if (last != AV_NOPTS_VALUE) {
            long distance = time + offset - last;
            if (distance < -backwardMax || (closesGaps && distance > forwardMax)) {
                offset += step - distance;
            } else if (distance > 0) {
                step = Math.min(distance, forwardMax);
            }
        }
        last = time + offset;
        packet.moveTo(shifted(packet.pts()), timeless ? last : shifted(packet.dts()));
    }

    /** Where a packet would lie that follows the last one. */
    long follow() {
        return last == AV_NOPTS_VALUE ? 0 : last + step;
    }

    private long shifted(long time) {
        return time == AV_NOPTS_VALUE ? AV_NOPTS_VALUE : time + offset;
    }
}
