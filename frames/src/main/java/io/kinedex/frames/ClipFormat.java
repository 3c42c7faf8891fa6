package io.kinedex.frames;

import java.util.Map;
import org.bytedeco.ffmpeg.avformat.AVStream;

/** The containers in which clips are written. */
enum ClipFormat {
    /** In movie fragments, so that it can be written as it comes and played as it arrives. */
    MP4("mp4", "video/mp4"),
    WEBM("webm", "video/webm"),
    MATROSKA("matroska", "video/x-matroska");

    private final String muxer;
    private final String mediaType;

    ClipFormat(String muxer, String mediaType) {
        this.muxer = muxer;
        this.mediaType = mediaType;
    }

    /** The first that carries the leading track: browsers play them in this order. */
    static ClipFormat forLead(AVStream lead) {
        for (ClipFormat format : values()) {
            if (format.carries(lead)) {
                return format;
            }
        }
        throw new FramesException(
                FramesException.Code.UNSUPPORTED, "no clip can carry codec " + MediaStreams.codecName(lead));
    }

    boolean carries(AVStream stream) {
        return MediaStreams.carriable(stream, muxer);
    }

    /** FFmpeg's name of the container. */
    String muxer() {
        return muxer;
    }

    String mediaType() {
        return mediaType;
    }

    /** @param video whether a track of video leads; each packet of sound is a keyframe of its own */
    Map<String, String> options(boolean video) {
        if (this != MP4) {
            return Map.of("live", "1", "write_crc32", "0");
        }
        return video
                ? Map.of("movflags", "frag_keyframe+delay_moov+default_base_moof")
                : Map.of("movflags", "delay_moov+default_base_moof", "frag_duration", "1000000");
    }
}
