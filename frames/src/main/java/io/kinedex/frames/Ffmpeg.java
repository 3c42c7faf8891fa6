package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_max_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.presets.avutil;

/** What every native call here needs: the library's settings for the process and its error texts. Safe for all threads. */
final class Ffmpeg {
    /** Frame flags, from FFmpeg's libavutil/frame.h; the bindings leave them out. */
    static final int FRAME_CORRUPT = 1;

    static final int FRAME_KEY = 1 << 1;
    static final int FRAME_INTERLACED = 1 << 3;
    static final int FRAME_TOP_FIELD_FIRST = 1 << 4;

    /** FFmpeg's "not now": more input is needed, or output must be taken first. */
    static final int EAGAIN;

    /** A picture of 16384 x 8192 in 12 bits takes less; what asks for more is a damaged file or an attack. */
    private static final long ALLOCATION_BYTES_MAX = 1L << 30;

    static {
        NativeMemory.liftLimit();
        av_log_set_level(AV_LOG_QUIET);
        av_max_alloc(ALLOCATION_BYTES_MAX);
        EAGAIN = avutil.AVERROR_EAGAIN();
    }

    private Ffmpeg() {}

    /** Loads the library, so that the first real call does not pay for it. */
    static void load() {
        // The static initialiser does it.
    }

    static String text(int error) {
        byte[] buffer = new byte[256];
        av_strerror(error, buffer, buffer.length);
        int end = 0;
        while (end < buffer.length && buffer[end] != 0) {
            end++;
        }
        return new String(buffer, 0, end, StandardCharsets.UTF_8);
    }

    /** {@code result}, unless it is an error. */
    static int check(int result, FramesException.Code code, String what) {
        if (result < 0) {
            throw new FramesException(code, what + ": " + text(result));
        }
        return result;
    }

    static AVRational rational(int numerator, int denominator) {
        return new AVRational().num(numerator).den(denominator);
    }
}
