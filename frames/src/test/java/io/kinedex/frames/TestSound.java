package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;

import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/**
 * The sound of a {@link TestVideo}: a tone of {@value #TONE} Hz at half the full scale, in phase with the first picture,
 * the same in all channels.
 */
record TestSound(String codec, int rate, int channels) {
    static final double TONE = 440;
    static final double LEVEL = 0.5;
    private static final int GLOBAL_HEADER = 1 << 22;
    private static final int FRAME_SAMPLES = 1024;

    static TestSound of(String codec, int rate, int channels) {
        return new TestSound(codec, rate, channels);
    }

    /** Sample {@code index} of a perfect recording at a rate. */
    static double tone(double index, int rate) {
        return LEVEL * Math.sin(2 * Math.PI * TONE * index / rate);
    }

    AVCodecContext open(boolean global) {
        AVCodecContext context = avcodec_alloc_context3(avcodec_find_encoder_by_name(codec));
        int format = switch (codec) {
            case "aac", "libvorbis", "libmp3lame", "vorbis" -> AV_SAMPLE_FMT_FLTP;
            case "libopus", "pcm_f32le" -> AV_SAMPLE_FMT_FLT;
            default -> AV_SAMPLE_FMT_S16;
        };
        context.sample_fmt(format).sample_rate(rate).bit_rate(96_000L * channels);
        context.time_base(Ffmpeg.rational(1, rate));
        context.strict_std_compliance(-2);
        av_channel_layout_default(context.ch_layout(), channels);
        context.flags(context.flags() | (global ? GLOBAL_HEADER : 0));
        int result = avcodec_open2(context, avcodec_find_encoder_by_name(codec), (AVDictionary) null);
        if (result < 0) {
            throw new IllegalStateException("FFmpeg: " + Ffmpeg.text(result));
        }
        return context;
    }

    AVFrame frame(AVCodecContext context, long position) {
        int count = context.frame_size() > 0 ? context.frame_size() : FRAME_SAMPLES;
        AVFrame frame = av_frame_alloc();
        frame.format(context.sample_fmt()).nb_samples(count).sample_rate(rate).pts(position);
        av_channel_layout_default(frame.ch_layout(), channels);
        av_frame_get_buffer(frame, 0);
        for (int channel = 0; channel < channels; channel++) {
            for (int i = 0; i < count; i++) {
                put(frame, context.sample_fmt(), channel, i, tone(position + i, rate));
            }
        }
        return frame;
    }

    private void put(AVFrame frame, int format, int channel, int index, double value) {
        BytePointer packed = frame.data(0);
        if (format == AV_SAMPLE_FMT_FLTP) {
            frame.data(channel).putFloat(index * 4L, (float) value);
        } else if (format == AV_SAMPLE_FMT_FLT) {
            packed.putFloat((index * (long) channels + channel) * 4, (float) value);
        } else {
            packed.putShort((index * (long) channels + channel) * 2, (short) Math.round(value * 32767));
        }
    }
}
