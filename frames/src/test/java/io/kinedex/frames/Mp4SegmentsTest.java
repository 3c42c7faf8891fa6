package io.kinedex.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Mp4SegmentsTest {
    private static final int FRAMES = 200;

    @TempDir
    Path folder;

    @BeforeEach
    void loadFfmpeg() {
        Ffmpeg.load();
    }

    @ParameterizedTest
    @CsvSource({"h264-b-frames-aac.mkv, true", "hevc-b-frames.mkv, false"})
    void keepsAllFramesAtTheirTimes(String resource, boolean sound) throws Exception {
        List<Fragment> fragments = Decoded.cut(resource(resource));
        assertThat(fragments).hasSize(4);

        Path film = joined(fragments);

        assertThat(Decoded.of(film).numbers())
                .containsExactlyElementsOf(IntStream.range(0, FRAMES).boxed().toList());
        List<Packet> packets = packets(film);
        assertThat(packets.stream()
                        .filter(p -> p.stream() == 0)
                        .map(Packet::pts)
                        .sorted())
                .containsExactlyElementsOf(
                        times(fragments, Track.Kind.VIDEO).stream().sorted().toList());
        requireSteadyDecoding(packets);
        List<Long> sounds = times(fragments, Track.Kind.AUDIO);
        assertThat(sounds.isEmpty()).isNotEqualTo(sound);
        List<Long> played =
                packets.stream().filter(p -> p.stream() == 1).map(Packet::pts).toList();
        assertThat(played).hasSameSizeAs(sounds);
        for (int i = 0; i < sounds.size(); i++) {
            assertThat(played.get(i)).isBetween(sounds.get(i) - 1_500, sounds.get(i) + 1_500);
        }
    }

    @Test
    void givesTheSameSegmentWhateverWasPlayedBefore() throws Exception {
        Fragment third = Decoded.cut(resource("h264-b-frames-aac.mkv")).get(2);

        byte[] once = Mp4Segments.media(third, third.producerStart());

        assertThat(Mp4Segments.media(third, third.producerStart())).isEqualTo(once);
        assertThat(Mp4Segments.init(third)).isEqualTo(Mp4Segments.init(third));
        assertThat(new String(once, 4, 4, java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("moof");
    }

    @Test
    void movesAFragmentToAnotherTimeline() throws Exception {
        Fragment second = Decoded.cut(resource("h264-b-frames-aac.mkv")).get(1);
        Instant start = Instant.parse("2030-01-01T00:00:00.500Z");

        Path film = file(Mp4Segments.init(second), Mp4Segments.media(second, start));

        assertThat(packets(film).stream()
                        .filter(p -> p.stream() == 0)
                        .mapToLong(Packet::pts)
                        .min()
                        .orElseThrow())
                .isEqualTo(Duration.between(Instant.EPOCH, start).toMillis() * 1_000);
    }

    @Test
    void playsAFragmentThatStartsAtTheEpoch() throws Exception {
        Fragment first = Decoded.cut(resource("h264-b-frames-aac.mkv")).getFirst();

        Path film = file(Mp4Segments.init(first), Mp4Segments.media(first, Instant.EPOCH));

        assertThat(packets(film)).allMatch(packet -> packet.dts() >= 0 && packet.pts() < 3_000_000);
    }

    @Test
    void playsSoundAlone() throws Exception {
        Fragment first =
                soundOnly(Decoded.cut(resource("h264-b-frames-aac.mkv")).getFirst());

        Path film = file(Mp4Segments.init(first), Mp4Segments.media(first, first.producerStart()));

        List<Packet> packets = packets(film);
        assertThat(packets).hasSameSizeAs(times(List.of(first), Track.Kind.AUDIO));
        assertThat(PlayableTracks.of(first.tracks()).codecs()).isEqualTo("mp4a.40.2");
    }

    @Test
    void namesCodecsAsBrowsersDo() throws Exception {
        assertThat(PlayableTracks.of(Decoded.cut(resource("h264-b-frames-aac.mkv"))
                                .getFirst()
                                .tracks())
                        .codecs())
                .isEqualTo("avc1.64000B,mp4a.40.2");
        assertThat(PlayableTracks.of(Decoded.cut(resource("hevc-b-frames.mkv"))
                                .getFirst()
                                .tracks())
                        .codecs())
                .isEqualTo("hvc1.1.6.L30.90");
    }

    @Test
    void findsTheTracksInAFragmentsFirstBytes() throws Exception {
        Fragment first = Decoded.cut(resource("h264-b-frames-aac.mkv")).getFirst();

        assertThat(PlayableTracks.peek(first.bytes().slice(0, 4_096), FragmentLimits.DEFAULTS))
                .contains(first.tracks());
        assertThat(PlayableTracks.peek(first.bytes().slice(0, 40), FragmentLimits.DEFAULTS))
                .isEmpty();
    }

    @Test
    void saysWhyTracksCannotBePlayed() {
        Track video = Decoded.cut(TestVideo.of("libopenh264").write(folder.resolve("a.mkv")))
                .getFirst()
                .tracks()
                .getFirst();

        requireRefusal(with(video, "V_VP8", new byte[0]), FramesException.Code.UNSUPPORTED);
        requireRefusal(with(video, video.codecId(), new byte[0]), FramesException.Code.EMPTY);
        requireRefusal(
                with(video, video.codecId(), new byte[] {0, 0, 0, 1, 0x67, 0x42}), FramesException.Code.MALFORMED);
        requireRefusal(
                with(video, video.codecId(), new byte[] {0, 0, 0, 1, 0x67, 0x42, 1, 2}),
                FramesException.Code.MALFORMED);
    }

    private static void requireRefusal(Track track, FramesException.Code code) {
        assertThatThrownBy(() -> PlayableTracks.of(List.of(track)))
                .isInstanceOfSatisfying(
                        FramesException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static Track with(Track track, String codecId, byte[] codecPrivate) {
        return new Track(
                track.number(),
                track.kind(),
                codecId,
                track.name(),
                track.language(),
                java.nio.ByteBuffer.wrap(codecPrivate),
                track.width(),
                track.height(),
                track.displayWidth(),
                track.displayHeight(),
                track.samplingRate(),
                track.channels(),
                track.defaultDuration(),
                track.encrypted(),
                track.compression());
    }

    /** The fragment with its video track's type changed to one that nothing plays. */
    private static Fragment soundOnly(Fragment fragment) {
        byte[] bytes = new byte[fragment.bytes().remaining()];
        fragment.bytes().get(bytes);
        for (int i = 0; i < 4_096; i++) {
            if ((bytes[i] & 0xff) == EbmlIds.TRACK_TYPE && (bytes[i + 1] & 0xff) == 0x81 && bytes[i + 2] == 1) {
                bytes[i + 2] = 0x12;
                return Fragment.parse(bytes, FragmentLimits.DEFAULTS);
            }
        }
        throw new AssertionError("no video track");
    }

    private static void requireSteadyDecoding(List<Packet> packets) {
        List<Packet> pictures = packets.stream().filter(p -> p.stream() == 0).toList();
        for (int i = 1; i < pictures.size(); i++) {
            assertThat(pictures.get(i).dts() - pictures.get(i - 1).dts()).isEqualTo(40_000);
        }
        assertThat(pictures).allMatch(p -> p.pts() >= p.dts() && p.duration() == 40_000);
    }

    private Path joined(List<Fragment> fragments) throws Exception {
        byte[][] parts = new byte[fragments.size() + 1][];
        parts[0] = Mp4Segments.init(fragments.getFirst());
        for (int i = 0; i < fragments.size(); i++) {
            Fragment fragment = fragments.get(i);
            parts[i + 1] = Mp4Segments.media(fragment, fragment.producerStart());
        }
        return file(parts);
    }

    private Path file(byte[]... parts) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return Files.write(folder.resolve("film.mp4"), out.toByteArray());
    }

    private static List<Long> times(List<Fragment> fragments, Track.Kind kind) {
        return fragments.stream()
                .flatMap(fragment -> fragment.blocks().stream()
                        .filter(block -> fragment.track(block.trackNumber())
                                .filter(track -> track.kind() == kind)
                                .isPresent())
                        .map(block ->
                                Duration.between(Instant.EPOCH, block.time()).toNanos() / 1_000))
                .toList();
    }

    private Path resource(String name) throws Exception {
        Path file = folder.resolve(name);
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream(name))) {
            Files.write(file, in.readAllBytes());
        }
        return file;
    }

    /** What FFmpeg reads, in microseconds. */
    private record Packet(int stream, long pts, long dts, long duration) {}

    private static List<Packet> packets(Path file) {
        AVFormatContext context = new AVFormatContext(null);
        assertThat(avformat_open_input(context, file.toString(), null, null)).isZero();
        AVPacket packet = av_packet_alloc();
        List<Packet> packets = new ArrayList<>();
        while (av_read_frame(context, packet) >= 0) {
            AVRational base = context.streams(packet.stream_index()).time_base();
            packets.add(new Packet(
                    packet.stream_index(),
                    micros(packet.pts(), base),
                    micros(packet.dts(), base),
                    micros(packet.duration(), base)));
            av_packet_unref(packet);
        }
        av_packet_free(packet);
        avformat_close_input(context);
        return packets;
    }

    private static long micros(long time, AVRational base) {
        return av_rescale(time, base.num() * 1_000_000L, base.den());
    }
}
