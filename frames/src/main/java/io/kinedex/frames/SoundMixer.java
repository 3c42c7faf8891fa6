package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set_double;
import static org.bytedeco.ffmpeg.global.swresample.swr_alloc_set_opts2;
import static org.bytedeco.ffmpeg.global.swresample.swr_convert;
import static org.bytedeco.ffmpeg.global.swresample.swr_free;
import static org.bytedeco.ffmpeg.global.swresample.swr_init;

import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerPointer;

/** FFmpeg's libswresample: mixes frames of any layout to mono, and changes the rate of a whole run. For one thread. */
final class SoundMixer implements AutoCloseable {
    /** What the resampler may give beyond the exact number, with room to spare. */
    private static final int EXTRA_SAMPLES = 256;

    private final SwrContext context = new SwrContext(null);
    private Form form = new Form(0, 0, 0, 0);

    private record Form(int format, int rate, int channels, long mask) {
        static Form of(AVFrame frame) {
            AVChannelLayout layout = frame.ch_layout();
            return new Form(frame.format(), frame.sample_rate(), layout.nb_channels(), layout.u_mask());
        }
    }

    /** A frame's samples at its own rate, all channels mixed into one; none where its layout cannot be mixed. */
    float[] mono(AVFrame frame) {
        if (!form.equals(Form.of(frame)) && !open(frame)) {
            return new float[0];
        }
        int room = frame.nb_samples() + EXTRA_SAMPLES;
        try (FloatPointer mixed = new FloatPointer(room);
                PointerPointer<FloatPointer> out = new PointerPointer<>(1)) {
            out.put(0, mixed);
            int count = swr_convert(context, out, room, frame.extended_data(), frame.nb_samples());
            float[] samples = new float[Math.max(0, count)];
            mixed.get(samples);
            return samples;
        }
    }

    private boolean open(AVFrame frame) {
        swr_free(context);
        form = new Form(0, 0, 0, 0);
        if (!initialised(context, frame.ch_layout(), frame.format(), frame.sample_rate(), frame.sample_rate())) {
            return false;
        }
        form = Form.of(frame);
        return true;
    }

    /** Mono samples at {@link Sound#RATE}; the first is heard when the first given one is. */
    static float[] resample(float[] samples, int rate) {
        SwrContext context = new SwrContext(null);
        int room = Math.toIntExact((long) samples.length * Sound.RATE / rate) + EXTRA_SAMPLES;
        try (AVChannelLayout mono = new AVChannelLayout();
                FloatPointer given = new FloatPointer(samples);
                PointerPointer<FloatPointer> in = new PointerPointer<>(1);
                FloatPointer made = new FloatPointer(room);
                FloatPointer rest = new FloatPointer(EXTRA_SAMPLES);
                PointerPointer<FloatPointer> out = new PointerPointer<>(1)) {
            av_channel_layout_default(mono, 1);
            if (!initialised(context, mono, AV_SAMPLE_FMT_FLT, rate, Sound.RATE)) {
                throw new FramesException(
                        FramesException.Code.UNSUPPORTED, "sound at %d Hz cannot be resampled".formatted(rate));
            }
            in.put(0, given);
            out.put(0, made);
            int count = Math.max(0, swr_convert(context, out, room, in, samples.length));
            out.put(0, rest);
            int left = Math.max(0, swr_convert(context, out, EXTRA_SAMPLES, (PointerPointer<?>) null, 0));
            float[] result = new float[count + left];
            made.get(result, 0, count);
            rest.get(result, count, left);
            return result;
        } finally {
            swr_free(context);
        }
    }

    @Override
    public void close() {
        swr_free(context);
    }

    private static boolean initialised(
            SwrContext context, AVChannelLayout layout, int format, int rateIn, int rateOut) {
        try (AVChannelLayout mono = new AVChannelLayout()) {
            av_channel_layout_default(mono, 1);
            int made = swr_alloc_set_opts2(context, mono, AV_SAMPLE_FMT_FLT, rateOut, layout, format, rateIn, 0, null);
            // Else many channels of the same sound add up to more than each of them.
            av_opt_set_double(context, "rematrix_maxval", 1, 0);
            return made >= 0 && swr_init(context) >= 0;
        }
    }
}
