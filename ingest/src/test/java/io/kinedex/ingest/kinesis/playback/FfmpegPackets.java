package io.kinedex.ingest.kinesis.playback;

import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_network_init;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_make_error_string;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/** What FFmpeg's own demuxers and HLS player read of a file or an address. */
final class FfmpegPackets {
    private static final String SILENCE_MAX_MICROS = "60000000";

    private FfmpegPackets() {}

    /** Presentation times of the packets of a kind ({@link avutil#AVMEDIA_TYPE_VIDEO}...), in microseconds, in order. */
    static List<Long> times(String input, int kind) {
        avformat_network_init();
        AVFormatContext format = new AVFormatContext(null);
        AVDictionary options = new AVDictionary(null);
        av_dict_set(options, "rw_timeout", SILENCE_MAX_MICROS, 0);
        check(avformat_open_input(format, input, null, options), input);
        av_dict_free(options);
        List<Long> times = new ArrayList<>();
        try (AVPacket packet = avcodec.av_packet_alloc()) {
            check(avformat_find_stream_info(format, (AVDictionary) null), input);
            int code = av_read_frame(format, packet);
            while (code >= 0) {
                if (format.streams(packet.stream_index()).codecpar().codec_type() == kind) {
                    AVRational base = format.streams(packet.stream_index()).time_base();
                    times.add(Math.round(packet.pts() * 1e6 * base.num() / base.den()));
                }
                avcodec.av_packet_unref(packet);
                code = av_read_frame(format, packet);
            }
            if (code != AVERROR_EOF()) {
                check(code, input);
            }
        } finally {
            avformat_close_input(format);
        }
        return times.stream().sorted().toList();
    }

    private static void check(int code, String input) {
        if (code < 0) {
            String reason =
                    av_make_error_string(new BytePointer(256), 256, code).getString();
            throw new AssertionError("FFmpeg cannot read %s: %s".formatted(input, reason));
        }
    }
}
