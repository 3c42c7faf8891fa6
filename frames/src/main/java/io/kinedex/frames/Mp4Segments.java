package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * Makes fragmented MP4 out of fragments without re-encoding: an initialisation (ftyp, moov) and for each fragment a media
 * segment (moof, mdat) with the tracks of {@link PlayableTracks}. A segment's times are those of its fragment since 1970,
 * so that it is the same whatever was played before it, and segments of fragments that touch do so too.
 *
 * <p>A picture that is only there for others to be decoded from is in the segment like any other: MP4 has no way to hide
 * it. Stateless; safe for all threads, platform threads only.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8216#section-3.3">RFC 8216, 3.3</a>
 */
public final class Mp4Segments {
    private static final long FRAME_MICROS = 40_000;

    private Mp4Segments() {}

    /**
     * What a player needs before the first segment of fragments with the same {@link PlayableTracks}.
     *
     * @throws FramesException as {@link PlayableTracks#of} has it
     */
    public static byte[] init(Fragment fragment) {
        try (FragmentInput input = new FragmentInput(fragment);
                SegmentMuxer muxer = muxer(fragment, input)) {
            return muxer.header();
        }
    }

    /**
     * The fragment's media.
     *
     * @param start when the fragment starts on the timeline that is played, which need not be its producer's
     * @throws FramesException as {@link PlayableTracks#of} has it, EMPTY where there is nothing to play, MALFORMED where
     *     frames cannot be written
     */
    public static byte[] media(Fragment fragment, Instant start) {
        Instant zero = fragment.producerStart().minus(Duration.between(Instant.EPOCH, start));
        try (FragmentInput input = new FragmentInput(fragment);
                SegmentMuxer muxer = muxer(fragment, input)) {
            Map<Integer, Integer> outputs = new TreeMap<>();
            List<AVStream> streams = streams(fragment, input);
            boolean pictures = MediaStreams.isVideo(streams.getFirst());
            // FragmentPackets takes what goes to 0 for pictures.
            for (int i = 0; i < streams.size(); i++) {
                outputs.put(streams.get(i).index(), pictures ? i : i + 1);
            }
            try (FragmentPackets packets = new FragmentPackets(fragment, input, outputs, zero)) {
                List<SegmentMuxer.Sample> samples = new ArrayList<>();
                if (pictures) {
                    samples.addAll(pictures(packets.pictures(), streams.getFirst()));
                }
                int sound = pictures ? 1 : 0;
                if (streams.size() > sound) {
                    samples.addAll(sounds(packets.sounds(), sound, muxer.timescale(sound)));
                }
                if (samples.isEmpty()) {
                    throw new FramesException(
                            FramesException.Code.EMPTY, "fragment %s has no frames".formatted(fragment.number()));
                }
                return muxer.segment(samples);
            }
        }
    }

    private static SegmentMuxer muxer(Fragment fragment, FragmentInput input) {
        return new SegmentMuxer(streams(fragment, input));
    }

    /** FFmpeg's streams of the playable tracks, in their order. */
    private static List<AVStream> streams(Fragment fragment, FragmentInput input) {
        Map<Integer, AVStream> byNumber = MediaStreams.streams(input.context()).stream()
                .filter(stream ->
                        MediaStreams.isVideo(stream) || stream.codecpar().codec_type() == AVMEDIA_TYPE_AUDIO)
                .collect(Collectors.toMap(stream -> input.trackNumber(stream.index()), stream -> stream, (a, _) -> a));
        return PlayableTracks.of(fragment.tracks()).tracks().stream()
                .map(track -> {
                    AVStream stream = byNumber.get(track.number());
                    if (stream == null) {
                        throw new FramesException(
                                FramesException.Code.MALFORMED,
                                "fragment %s: track %d cannot be read".formatted(fragment.number(), track.number()));
                    }
                    return stream;
                })
                .toList();
    }

    private static List<SegmentMuxer.Sample> pictures(List<MediaPacket> packets, AVStream stream) {
        if (packets.isEmpty()) {
            return List.of();
        }
        ClipTimes times = new ClipTimes(
                VideoDecoder.picturesAhead(stream, packets.getFirst().packet()));
        times.assign(packets);
        // The format has no times before zero; only a fragment of the first second of 1970 would need one.
        long early = Math.min(0, packets.getFirst().dts());
        Map<MediaPacket, Long> durations = times.durations(packets);
        return packets.stream()
                .map(packet -> new SegmentMuxer.Sample(
                        packet,
                        0,
                        packet.pts() - early,
                        packet.dts() - early,
                        durations.getOrDefault(packet, FRAME_MICROS)))
                .toList();
    }

    private static List<SegmentMuxer.Sample> sounds(List<MediaPacket> packets, int stream, int rate) {
        List<MediaPacket> ordered = packets.stream()
                .filter(packet -> packet.pts() >= 0)
                .sorted(Comparator.comparingLong(MediaPacket::pts))
                .toList();
        long[] positions = SoundTimes.positions(ordered, rate);
        List<SegmentMuxer.Sample> samples = new ArrayList<>();
        for (int i = 0; i < ordered.size(); i++) {
            samples.add(new SegmentMuxer.Sample(
                    ordered.get(i), stream, positions[i], positions[i], positions[i + 1] - positions[i]));
        }
        return samples;
    }
}
