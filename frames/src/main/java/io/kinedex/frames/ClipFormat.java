package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avformat.av_guess_format;
import static org.bytedeco.ffmpeg.global.avformat.avformat_query_codec;

import java.util.Map;
import org.bytedeco.ffmpeg.avformat.AVOutputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;

/** The containers in which clips are written. */
enum ClipFormat {
    /** In fragments, so that it can be written as it comes and played as it arrives. */
    MP4("mp4", "video/mp4", Map.of("movflags", "frag_keyframe+delay_moov+default_base_moof")),
    WEBM("webm", "video/webm", Map.of("live", "1", "write_crc32", "0")),
    MATROSKA("matroska", "video/x-matroska", Map.of("live", "1", "write_crc32", "0"));

    private static final int COMPLIANCE_EXPERIMENTAL = -2;

    private final String muxer;
    private final String mediaType;
    private final Map<String, String> options;

    ClipFormat(String muxer, String mediaType, Map<String, String> options) {
        this.muxer = muxer;
        this.mediaType = mediaType;
        this.options = options;
    }

    /** The first that carries the video: browsers play them in this order. */
    static ClipFormat forVideo(AVStream video) {
        for (ClipFormat format : values()) {
            if (format.carries(video)) {
                return format;
            }
        }
        throw new FramesException(
                FramesException.Code.UNSUPPORTED, "no clip can carry video codec " + MediaStreams.codecName(video));
    }

    boolean carries(AVStream stream) {
        AVOutputFormat format = av_guess_format(muxer, null, null);
        return avformat_query_codec(format, stream.codecpar().codec_id(), COMPLIANCE_EXPERIMENTAL) == 1;
    }

    String muxer() {
        return muxer;
    }

    String mediaType() {
        return mediaType;
    }

    Map<String, String> options() {
        return options;
    }
}
