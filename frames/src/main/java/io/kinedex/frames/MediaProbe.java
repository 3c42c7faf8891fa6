package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avcodec.AV_FIELD_PROGRESSIVE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_FIELD_UNKNOWN;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_SUBTITLE;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;

import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** Says what is in a media file, without decoding it. Stateless; safe for all threads. */
public final class MediaProbe {
    private MediaProbe() {}

    /**
     * Looks into a file.
     *
     * @throws FramesException if it is empty, cut off before its streams are known, or no media file
     */
    public static MediaInfo probe(Path path) {
        try (MediaFile file = MediaFile.open(path)) {
            return new MediaInfo(
                    file.container(),
                    file.duration().orElse(null),
                    MediaStreams.streams(file.context()).stream()
                            .map(MediaProbe::describe)
                            .toList(),
                    ContainerEnd.missing(path).orElse(""));
        }
    }

    private static MediaInfo.Stream describe(AVStream stream) {
        AVCodecParameters parameters = stream.codecpar();
        int rotation = MediaStreams.rotation(parameters);
        MediaInfo.Kind kind = kind(stream);
        boolean picture = parameters.codec_type() == AVMEDIA_TYPE_VIDEO && parameters.width() > 0;
        FrameGeometry shown = picture
                ? FrameGeometry.of(
                        parameters.width(),
                        parameters.height(),
                        MediaStreams.pixelAspect(stream),
                        rotation,
                        Integer.MAX_VALUE,
                        Integer.MAX_VALUE)
                : new FrameGeometry(0, 0, 0, 0, 0);
        AVRational rate = stream.avg_frame_rate();
        int fields = parameters.field_order();
        return new MediaInfo.Stream(
                stream.index(),
                kind,
                MediaStreams.codecName(stream),
                picture ? parameters.width() : 0,
                picture ? parameters.height() : 0,
                shown.displayWidth(),
                shown.displayHeight(),
                rotation,
                picture && rate.den() > 0 ? (double) rate.num() / rate.den() : 0,
                kind == MediaInfo.Kind.AUDIO ? parameters.sample_rate() : 0,
                kind == MediaInfo.Kind.AUDIO ? parameters.ch_layout().nb_channels() : 0,
                picture && fields != AV_FIELD_UNKNOWN && fields != AV_FIELD_PROGRESSIVE,
                MediaStreams.isEncrypted(stream));
    }

    private static MediaInfo.Kind kind(AVStream stream) {
        int type = stream.codecpar().codec_type();
        if (type == AVMEDIA_TYPE_VIDEO) {
            boolean cover = (stream.disposition() & AV_DISPOSITION_ATTACHED_PIC) != 0;
            return cover ? MediaInfo.Kind.COVER : MediaInfo.Kind.VIDEO;
        }
        if (type == AVMEDIA_TYPE_AUDIO) {
            return MediaInfo.Kind.AUDIO;
        }
        return type == AVMEDIA_TYPE_SUBTITLE ? MediaInfo.Kind.SUBTITLE : MediaInfo.Kind.OTHER;
    }
}
