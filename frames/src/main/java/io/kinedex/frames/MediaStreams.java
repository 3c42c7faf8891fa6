package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_NONE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_ENCRYPTION_INIT_INFO;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_get;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_DEFAULT;
import static org.bytedeco.ffmpeg.global.avformat.av_guess_format;
import static org.bytedeco.ffmpeg.global.avformat.avformat_query_codec;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;
import static org.bytedeco.ffmpeg.global.avutil.av_display_rotation_get;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVOutputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;

/** What the streams of an open container are, and which of them to take. Stateless. */
final class MediaStreams {
    /** Sample entries that say "encrypted" in an MP4: common encryption, and FairPlay. */
    private static final Set<String> ENCRYPTED_TAGS = Set.of("encv", "enca", "drmi", "drms");

    private static final int COMPLIANCE_EXPERIMENTAL = -2;

    private MediaStreams() {}

    /** Moving pictures; a cover picture in a video stream's clothes is none. */
    static boolean isVideo(AVStream stream) {
        return stream.codecpar().codec_type() == AVMEDIA_TYPE_VIDEO
                && (stream.disposition() & AV_DISPOSITION_ATTACHED_PIC) == 0;
    }

    /** Of several video streams: one with a known codec, then the most pixels, then the default one, then the first. */
    static Optional<AVStream> bestVideo(AVFormatContext context) {
        Comparator<AVStream> quality = Comparator.comparing(MediaStreams::hasKnownCodec)
                .thenComparingLong(
                        s -> (long) s.codecpar().width() * s.codecpar().height())
                .thenComparing(s -> (s.disposition() & AV_DISPOSITION_DEFAULT) != 0)
                .thenComparingInt(s -> -s.index());
        return streams(context).stream().filter(MediaStreams::isVideo).max(quality);
    }

    static List<AVStream> audio(AVFormatContext context) {
        return streams(context).stream()
                .filter(s -> s.codecpar().codec_type() == AVMEDIA_TYPE_AUDIO)
                .toList();
    }

    static List<AVStream> streams(AVFormatContext context) {
        return new ArrayList<>(IntStream.range(0, context.nb_streams())
                .mapToObj(context::streams)
                .toList());
    }

    /** What a decoder has to know before the first packet; a copy. */
    static ByteBuffer extradata(AVCodecParameters parameters) {
        byte[] extradata = new byte[parameters.extradata_size()];
        BytePointer data = parameters.extradata();
        if (data != null && !data.isNull() && extradata.length > 0) {
            data.capacity(extradata.length).get(extradata);
        }
        return ByteBuffer.wrap(extradata);
    }

    static boolean hasKnownCodec(AVStream stream) {
        return stream.codecpar().codec_id() != AV_CODEC_ID_NONE;
    }

    static boolean isEncrypted(AVStream stream) {
        AVCodecParameters parameters = stream.codecpar();
        AVPacketSideData info = av_packet_side_data_get(
                parameters.coded_side_data(), parameters.nb_coded_side_data(), AV_PKT_DATA_ENCRYPTION_INIT_INFO);
        boolean named = stream.metadata() != null && av_dict_get(stream.metadata(), "enc_key_id", null, 0) != null;
        return named || (info != null && !info.isNull()) || ENCRYPTED_TAGS.contains(tag(parameters.codec_tag()));
    }

    /** Whether a container, by FFmpeg's name, can carry the stream as it is. */
    static boolean carriable(AVStream stream, String muxer) {
        AVOutputFormat format = av_guess_format(muxer, null, null);
        return hasKnownCodec(stream)
                && avformat_query_codec(format, stream.codecpar().codec_id(), COMPLIANCE_EXPERIMENTAL) == 1;
    }

    static String codecName(AVStream stream) {
        return avcodec_get_name(stream.codecpar().codec_id()).getString();
    }

    /** How far to turn the picture clockwise to show it upright: 0, 90, 180 or 270. */
    static int rotation(AVCodecParameters parameters) {
        AVPacketSideData matrix = av_packet_side_data_get(
                parameters.coded_side_data(), parameters.nb_coded_side_data(), AV_PKT_DATA_DISPLAYMATRIX);
        return matrix == null || matrix.isNull() ? 0 : rotation(matrix.data(), matrix.size());
    }

    /** As {@link #rotation(AVCodecParameters)}, of a display matrix. */
    static int rotation(BytePointer matrix, long bytes) {
        if (bytes < 9 * Integer.BYTES) {
            return 0;
        }
        IntBuffer values = new IntPointer(matrix).capacity(9).asBuffer();
        double counterClockwise = av_display_rotation_get(values);
        return Double.isNaN(counterClockwise) ? 0 : Math.floorMod(Math.round(-counterClockwise / 90) * 90, 360);
    }

    /** A pixel's width over its height; 1 where nothing is known. */
    static double pixelAspect(AVStream stream) {
        AVRational aspect = stream.sample_aspect_ratio();
        if (aspect.num() <= 0 || aspect.den() <= 0) {
            aspect = stream.codecpar().sample_aspect_ratio();
        }
        return aspect.num() > 0 && aspect.den() > 0 ? (double) aspect.num() / aspect.den() : 1;
    }

    private static String tag(int tag) {
        StringBuilder text = new StringBuilder(4);
        for (int shift = 0; shift < 32; shift += 8) {
            text.append((char) (tag >>> shift & 0xff));
        }
        return text.toString();
    }
}
