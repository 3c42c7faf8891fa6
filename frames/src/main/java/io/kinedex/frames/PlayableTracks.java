package io.kinedex.frames;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Those tracks of a fragment that browsers play: the first of H.264 or H.265 video and the first of AAC sound, either of
 * which may be missing. Immutable; safe for all threads.
 *
 * @param tracks video first
 */
public record PlayableTracks(List<Track> tracks) {
    private static final String AVC = "V_MPEG4/ISO/AVC";
    private static final String HEVC = "V_MPEGH/ISO/HEVC";
    private static final String AAC = "A_AAC";

    public PlayableTracks {
        tracks = List.copyOf(tracks);
    }

    /**
     * Chooses among a fragment's tracks. Other sound than AAC is left out.
     *
     * @throws FramesException UNSUPPORTED where the video is neither H.264 nor H.265 or nothing can be played, EMPTY
     *     where a track has no codec private data, MALFORMED where it is not of its codec's format, ENCRYPTED
     */
    public static PlayableTracks of(List<Track> all) {
        List<Track> chosen = new ArrayList<>();
        first(all, Track.Kind.VIDEO, "").ifPresent(chosen::add);
        first(all, Track.Kind.AUDIO, AAC).ifPresent(chosen::add);
        if (chosen.isEmpty()) {
            throw unsupported("none of the tracks %s is H.264, H.265 or AAC"
                    .formatted(all.stream().map(Track::codecId).toList()));
        }
        for (Track track : chosen) {
            codec(track);
            if (track.encrypted()) {
                throw new FramesException(
                        FramesException.Code.ENCRYPTED, "track %d is encrypted".formatted(track.number()));
            }
        }
        return new PlayableTracks(chosen);
    }

    /**
     * The tracks of a fragment of which only the beginning is at hand; empty where the beginning is too short to tell.
     *
     * @param head the first bytes of a document that holds one fragment
     */
    public static Optional<List<Track>> peek(ByteBuffer head, FragmentLimits limits) {
        return DocumentHead.tracks(head, limits);
    }

    /** The codecs as RFC 6381 has them: {@code avc1.64001F,mp4a.40.2}. */
    public String codecs() {
        return tracks.stream().map(PlayableTracks::codec).collect(Collectors.joining(","));
    }

    /** Whether fragments with those tracks can follow without a new initialisation. */
    public boolean continues(PlayableTracks other) {
        return tracks.stream()
                .map(Needs::of)
                .toList()
                .equals(other.tracks.stream().map(Needs::of).toList());
    }

    public Optional<Track> video() {
        return tracks.stream().filter(track -> track.kind() == Track.Kind.VIDEO).findFirst();
    }

    private static Optional<Track> first(List<Track> all, Track.Kind kind, String codecPrefix) {
        return all.stream()
                .filter(track -> track.kind() == kind && track.codecId().startsWith(codecPrefix))
                .findFirst();
    }

    private static String codec(Track track) {
        return switch (track.codecId()) {
            case AVC -> CodecName.avc(track);
            case HEVC -> CodecName.hevc(track);
            default -> {
                if (!track.codecId().startsWith(AAC)) {
                    throw unsupported("track %d is %s; %s, %s and %s can be played"
                            .formatted(track.number(), track.codecId(), AVC, HEVC, AAC));
                }
                yield CodecName.aac(track);
            }
        };
    }

    /** What an initialisation holds of a track. */
    private record Needs(
            Track.Kind kind,
            String codecId,
            ByteBuffer codecPrivate,
            int width,
            int height,
            double rate,
            int channels) {
        static Needs of(Track track) {
            return new Needs(
                    track.kind(),
                    track.codecId(),
                    track.codecPrivate(),
                    track.width(),
                    track.height(),
                    track.samplingRate(),
                    track.channels());
        }
    }

    private static FramesException unsupported(String what) {
        return new FramesException(FramesException.Code.UNSUPPORTED, what);
    }
}
