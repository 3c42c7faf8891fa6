package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/** A packet in, frames out, as FFmpeg's decoders want it. Stateless; one thread for each decoder. */
final class PacketDecoding {
    private PacketDecoding() {}

    /**
     * Takes a frame of pictures or sound; it is valid during the call.
     *
     * @param <X> what it may throw
     */
    interface Sink<X extends Exception> {
        void accept(AVFrame frame) throws X;
    }

    /**
     * Decodes a packet, or with null ends.
     *
     * @param frame for the decoder's use
     * @return FFmpeg's error for the packet, or 0
     */
    static <X extends Exception> int decode(
            AVCodecContext context, AVFrame frame, @Nullable AVPacket packet, Sink<X> sink) throws X {
        int sent = avcodec_send_packet(context, packet);
        if (sent == Ffmpeg.EAGAIN) {
            receive(context, frame, sink);
            sent = avcodec_send_packet(context, packet);
        }
        int received = receive(context, frame, sink);
        return sent < 0 ? sent : received;
    }

    private static <X extends Exception> int receive(AVCodecContext context, AVFrame frame, Sink<X> sink) throws X {
        while (true) {
            int result = avcodec_receive_frame(context, frame);
            if (result < 0) {
                boolean usual = result == Ffmpeg.EAGAIN || result == AVERROR_EOF;
                return usual ? 0 : result;
            }
            try {
                sink.accept(frame);
            } finally {
                av_frame_unref(frame);
            }
        }
    }
}
