package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_ENCRYPTION_INFO;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_get_side_data;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.SizeTPointer;

/** Which streams of a file go into its fragments: the best video as track 0, then sound. For one thread. */
final class CutTracks {
    /** Kinesis Video takes three tracks. */
    private static final int TRACKS_MAX = 3;

    private static final int FALLBACK_FRAMES_PER_SECOND = 25;

    private final List<AVStream> streams = new ArrayList<>();
    private final Map<Integer, Integer> trackOf = new HashMap<>();
    private final List<String> notes = new ArrayList<>();

    private CutTracks() {}

    static CutTracks choose(MediaFile file) {
        AVStream video = MediaStreams.bestVideo(file.context())
                .orElseThrow(() -> file.failure(FramesException.Code.NO_VIDEO, noVideo(file)));
        if (MediaStreams.isEncrypted(video)) {
            throw file.failure(FramesException.Code.ENCRYPTED, "its video track is encrypted");
        }
        requireCarriable(file, video);
        CutTracks tracks = new CutTracks();
        tracks.add(video);
        for (AVStream sound : MediaStreams.audio(file.context())) {
            if (tracks.streams.size() < TRACKS_MAX
                    && MediaStreams.carriable(sound, "matroska")
                    && !MediaStreams.isEncrypted(sound)) {
                tracks.add(sound);
            } else {
                tracks.notes.add(
                        "sound track %d (%s) was left out".formatted(sound.index(), MediaStreams.codecName(sound)));
            }
        }
        return tracks;
    }

    AVStream video() {
        return streams.getFirst();
    }

    /** Video first, then sound. */
    List<AVStream> streams() {
        return streams;
    }

    /** The track of the container's stream; -1 where it is left out. */
    int trackOf(int streamIndex) {
        return trackOf.getOrDefault(streamIndex, -1);
    }

    List<String> notes() {
        return notes;
    }

    /** How long one picture usually lasts, in the video stream's units. */
    long pictureTicks() {
        AVRational rate = video().avg_frame_rate();
        AVRational base = video().time_base();
        boolean known = rate.num() > 0 && rate.den() > 0;
        long ticks = known
                ? av_rescale((long) base.den() * rate.den(), 1, (long) base.num() * rate.num())
                : av_rescale(base.den(), 1, (long) base.num() * FALLBACK_FRAMES_PER_SECOND);
        return Math.max(1, ticks);
    }

    /** Some containers say that a track is encrypted only with its packets. */
    void requireClear(MediaFile file, AVPacket packet) {
        if (packet.side_data_elems() > 0) {
            try (SizeTPointer size = new SizeTPointer(1)) {
                BytePointer info = av_packet_get_side_data(packet, AV_PKT_DATA_ENCRYPTION_INFO, size);
                if (info != null && !info.isNull()) {
                    throw file.failure(FramesException.Code.ENCRYPTED, "its tracks are encrypted");
                }
            }
        }
    }

    private void add(AVStream stream) {
        trackOf.put(stream.index(), streams.size());
        streams.add(stream);
    }

    private static void requireCarriable(MediaFile file, AVStream video) {
        String codec = MediaStreams.codecName(video);
        if (!MediaStreams.hasKnownCodec(video)) {
            throw file.failure(FramesException.Code.UNSUPPORTED, "its video codec is not known");
        }
        if (avcodec_find_decoder(video.codecpar().codec_id()) == null) {
            throw file.failure(FramesException.Code.UNSUPPORTED, "its video codec %s has no decoder".formatted(codec));
        }
        if (!MediaStreams.carriable(video, "matroska")) {
            throw file.failure(
                    FramesException.Code.UNSUPPORTED, "its video codec %s does not go into Matroska".formatted(codec));
        }
        if (video.codecpar().width() <= 0 || video.codecpar().height() <= 0) {
            throw file.failure(FramesException.Code.MALFORMED, "its video track has no size");
        }
    }

    private static String noVideo(MediaFile file) {
        return MediaStreams.audio(file.context()).isEmpty() ? "no video track" : "no video track, only sound";
    }
}
