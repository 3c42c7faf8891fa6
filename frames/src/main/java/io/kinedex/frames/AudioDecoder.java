package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG2_SKIP_MANUAL;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * One open FFmpeg audio decoder; packet and frame times are microseconds. It gives all samples, those too that an encoder
 * put before the first. For one thread.
 */
final class AudioDecoder implements AutoCloseable {
    private final AVCodecContext context;
    private final AVFrame frame = av_frame_alloc();

    /** Sound can go on from one fragment to the next while these stay equal. */
    record Key(int codec, int rate, int channels, int tag, int padding, ByteBuffer extradata) {
        static Key of(AVStream stream) {
            AVCodecParameters parameters = stream.codecpar();
            return new Key(
                    parameters.codec_id(),
                    parameters.sample_rate(),
                    parameters.ch_layout().nb_channels(),
                    parameters.codec_tag(),
                    parameters.initial_padding(),
                    MediaStreams.extradata(parameters));
        }

        /** How much the encoder put before the first sample. */
        long paddingNanos() {
            return rate > 0 && padding > 0 ? padding * 1_000_000_000L / rate : 0;
        }
    }

    AudioDecoder(AVStream stream) {
        AVCodec codec = avcodec_find_decoder(stream.codecpar().codec_id());
        if (codec == null || codec.isNull()) {
            av_frame_free(frame);
            throw new FramesException(
                    FramesException.Code.UNSUPPORTED,
                    "sound codec %s has no decoder".formatted(MediaStreams.codecName(stream)));
        }
        context = avcodec_alloc_context3(codec);
        try {
            avcodec_parameters_to_context(context, stream.codecpar());
            context.thread_count(1);
            context.flags2(context.flags2() | AV_CODEC_FLAG2_SKIP_MANUAL);
            context.pkt_timebase(Ffmpeg.rational(1, 1_000_000));
            Ffmpeg.check(
                    avcodec_open2(context, codec, (AVDictionary) null),
                    FramesException.Code.UNSUPPORTED,
                    "sound codec %s does not open".formatted(MediaStreams.codecName(stream)));
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /** Decodes a packet, or with null ends; gives FFmpeg's error for the packet, or 0. A frame is valid during its call. */
    int decode(@Nullable AVPacket packet, Consumer<AVFrame> sink) {
        return PacketDecoding.<RuntimeException>decode(context, frame, packet, sink::accept);
    }

    @Override
    public void close() {
        av_frame_free(frame);
        avcodec_free_context(context);
    }
}
