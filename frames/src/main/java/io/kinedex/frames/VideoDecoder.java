package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_DEFAULT;
import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_NONREF;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_flush_buffers;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/** One open FFmpeg video decoder. It starts clean for each fragment. For one thread. */
final class VideoDecoder implements AutoCloseable {
    /** 16384 x 8192; a header that says more is damaged. */
    private static final long PIXELS_MAX = 1L << 27;

    private final AVCodecContext context;
    private final AVFrame picture = av_frame_alloc();
    private final Key key;

    /** Decoders are kept while these stay equal. */
    record Key(int codec, int width, int height, int tag, ByteBuffer extradata) {
        static Key of(AVCodecParameters parameters) {
            return new Key(
                    parameters.codec_id(),
                    parameters.width(),
                    parameters.height(),
                    parameters.codec_tag(),
                    MediaStreams.extradata(parameters));
        }
    }

    /** Takes a picture; it is valid during the call. */
    interface Pictures extends PacketDecoding.Sink<InterruptedException> {}

    VideoDecoder(AVStream stream, int threads) {
        AVCodecParameters parameters = stream.codecpar();
        this.key = Key.of(parameters);
        AVCodec codec = avcodec_find_decoder(parameters.codec_id());
        if (codec == null || codec.isNull()) {
            throw new FramesException(
                    FramesException.Code.UNSUPPORTED,
                    "video codec %s has no decoder".formatted(MediaStreams.codecName(stream)));
        }
        context = avcodec_alloc_context3(codec);
        try {
            avcodec_parameters_to_context(context, parameters);
            context.thread_count(threads);
            context.max_pixels(PIXELS_MAX);
            context.pkt_timebase(stream.time_base());
            Ffmpeg.check(
                    avcodec_open2(context, codec, (AVDictionary) null),
                    FramesException.Code.UNSUPPORTED,
                    "video codec %s does not open".formatted(MediaStreams.codecName(stream)));
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /**
     * How many pictures may be decoded before one that is shown before them, by what the codec's parameters say; 0 where
     * they do not.
     *
     * @param first a picture, on which the decoder takes its parameters up
     */
    static int picturesAhead(AVStream stream, AVPacket first) {
        try (VideoDecoder decoder = new VideoDecoder(stream, 1)) {
            avcodec_send_packet(decoder.context, first);
            return Math.max(0, decoder.context.has_b_frames());
        } catch (FramesException e) {
            return 0;
        }
    }

    /** Whether this decoder can go on with a fragment of these parameters. */
    static boolean fits(@Nullable VideoDecoder decoder, AVStream stream) {
        return decoder != null && decoder.key.equals(Key.of(stream.codecpar()));
    }

    /** Whether the packets that follow need not be decoded if no picture refers to them. */
    void dropNonReference(boolean drop) {
        context.skip_frame(drop ? AVDISCARD_NONREF : AVDISCARD_DEFAULT);
    }

    /** Decodes a packet, or with null ends the fragment; gives FFmpeg's error for the packet, or 0. */
    int decode(@Nullable AVPacket packet, Pictures sink) throws InterruptedException {
        return PacketDecoding.decode(context, picture, packet, sink);
    }

    /** Forgets everything that was sent. */
    void flush() {
        avcodec_flush_buffers(context);
    }

    @Override
    public void close() {
        av_frame_free(picture);
        avcodec_free_context(context);
    }
}
