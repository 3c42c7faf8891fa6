package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_ENCRYPTION_INFO;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_get_side_data;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.SizeTPointer;

/**
 * Which streams of a file go into its fragments: the best video as track 0, then sound. Where there is no video, the first
 * track of sound leads: each of its packets can be cut at as a keyframe can. For one thread.
 */
final class CutTracks {
    /** Kinesis Video takes three tracks. */
    private static final int TRACKS_MAX = 3;

    private static final int FALLBACK_FRAMES_PER_SECOND = 25;

    private final List<AVStream> streams = new ArrayList<>();
    private final Map<Integer, Integer> trackOf = new HashMap<>();
    private final List<String> notes = new ArrayList<>();

    private CutTracks() {}

    static CutTracks choose(MediaFile file) {
        CutTracks tracks = new CutTracks();
        Optional<AVStream> video = MediaStreams.bestVideo(file.context());
        if (video.isPresent()) {
            if (MediaStreams.isEncrypted(video.get())) {
                throw file.failure(FramesException.Code.ENCRYPTED, "its video track is encrypted");
            }
            requireCarriable(file, video.get());
            tracks.add(video.get());
        }
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
        if (tracks.streams.isEmpty()) {
            throw file.failure(FramesException.Code.NO_VIDEO, nothing(tracks.notes));
        }
        return tracks;
    }

    private static String nothing(List<String> notes) {
        return "no track of video or sound that can be taken in"
                + (notes.isEmpty() ? "" : ": " + String.join(", ", notes));
    }

    /** The track at whose packets fragments are cut. */
    AVStream lead() {
        return streams.getFirst();
    }

    boolean soundLeads() {
        return !MediaStreams.isVideo(lead());
    }

    /** The leading one first. */
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

    /** How long one picture usually lasts, in the leading stream's units. */
    long pictureTicks() {
        AVRational rate = lead().avg_frame_rate();
        AVRational base = lead().time_base();
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
}
