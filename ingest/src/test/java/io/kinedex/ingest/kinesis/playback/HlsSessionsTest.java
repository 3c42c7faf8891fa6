package io.kinedex.ingest.kinesis.playback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;

import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.frames.Track;
import io.kinedex.ingest.TestVideo;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.ContainerFormat;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.GetHlsStreamingSessionUrlRequest;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.HLSDiscontinuityMode;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.HLSDisplayFragmentTimestamp;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.HLSFragmentSelectorType;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.HLSPlaybackMode;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.KinesisVideoArchivedMediaException;

class HlsSessionsTest {
    private static final int SECONDS = 8;

    @TempDir
    private static Path media;

    private static List<Fragment> fragments = List.of();
    private static List<Fragment> wide = List.of();

    @TempDir
    private Path folder;

    private Theatre theatre;

    @BeforeAll
    static void makeVideos() {
        fragments = Theatre.cut(TestVideo.writeH264(media.resolve("a.mp4"), SECONDS, 320, 180), Duration.ofMillis(900));
        wide = Theatre.cut(TestVideo.writeH264(media.resolve("b.mp4"), 2, 640, 360), Duration.ofMillis(900));
        assertThat(fragments).hasSize(SECONDS);
    }

    @BeforeEach
    void open() {
        theatre = new Theatre(folder);
    }

    @AfterEach
    void close() {
        theatre.close();
    }

    private HlsPlayer session(Consumer<GetHlsStreamingSessionUrlRequest.Builder> request) {
        String url = theatre.client
                .getHLSStreamingSessionURL(builder -> request.accept(builder.streamName("gate")))
                .hlsStreamingSessionURL();
        return new HlsPlayer(theatre, URI.create(url));
    }

    private static Consumer<GetHlsStreamingSessionUrlRequest.Builder> onDemand(
            HLSFragmentSelectorType type, Instant from, Instant to) {
        return request -> request.playbackMode(HLSPlaybackMode.ON_DEMAND)
                .hlsFragmentSelector(selector -> selector.fragmentSelectorType(type)
                        .timestampRange(range -> range.startTimestamp(from).endTimestamp(to)));
    }

    private static Consumer<GetHlsStreamingSessionUrlRequest.Builder> everything() {
        return onDemand(HLSFragmentSelectorType.PRODUCER_TIMESTAMP, Theatre.START, Theatre.START.plusSeconds(3_600));
    }

    private static List<Long> times(List<Fragment> fragments, Track.Kind kind) {
        return fragments.stream()
                .flatMap(fragment -> fragment.blocks().stream()
                        .filter(block -> fragment.track(block.trackNumber())
                                .filter(track -> track.kind() == kind)
                                .isPresent())
                        .map(block ->
                                Duration.between(Instant.EPOCH, block.time()).toNanos() / 1_000))
                .sorted()
                .toList();
    }

    @Test
    void playsEveryFrameAtItsTime() throws Exception {
        theatre.appendAll("gate", fragments);
        HlsPlayer player = session(everything());

        Path film = player.save(folder.resolve("film.mp4"));

        List<Long> pictures = times(fragments, Track.Kind.VIDEO);
        assertThat(pictures).hasSize(SECONDS * TestVideo.FRAMES_PER_SECOND);
        assertThat(FfmpegPackets.times(film.toString(), AVMEDIA_TYPE_VIDEO)).isEqualTo(pictures);
        List<Long> sounds = times(fragments, Track.Kind.AUDIO);
        List<Long> heard = FfmpegPackets.times(film.toString(), AVMEDIA_TYPE_AUDIO);
        assertThat(heard).hasSameSizeAs(sounds);
        assertThat(IntStream.range(0, sounds.size()).map(i -> (int) (heard.get(i) - sounds.get(i))))
                .allMatch(off -> Math.abs(off) <= 1_500);
        assertThat(player.masterPlaylist())
                .contains("CODECS=\"avc1.42C0", ",mp4a.40.2\"", "RESOLUTION=320x180", "BANDWIDTH=");
    }

    @Test
    void playsInFfmpegsOwnPlayer() throws Exception {
        theatre.appendAll("gate", fragments);

        List<Long> seen = FfmpegPackets.times(session(everything()).master().toString(), AVMEDIA_TYPE_VIDEO);

        List<Long> pictures = times(fragments, Track.Kind.VIDEO);
        assertThat(seen.stream().map(time -> time - seen.getFirst()))
                .containsExactlyElementsOf(pictures.stream()
                        .map(time -> time - pictures.getFirst())
                        .toList());
    }

    @Test
    void givesAWholePlaylistOnDemand() throws Exception {
        theatre.appendAll("gate", fragments);

        String playlist = session(everything()
                        .andThen(request -> request.displayFragmentTimestamp(HLSDisplayFragmentTimestamp.ALWAYS)))
                .mediaPlaylist();

        assertThat(playlist)
                .startsWith("#EXTM3U\n")
                .endsWith("#EXT-X-ENDLIST\n")
                .doesNotContain("DISCONTINUITY");
        assertThat(HlsPlayer.tag(playlist, "PLAYLIST-TYPE")).isEqualTo("VOD");
        assertThat(HlsPlayer.tag(playlist, "TARGETDURATION")).isEqualTo("1");
        assertThat(HlsPlayer.tag(playlist, "MEDIA-SEQUENCE")).isEqualTo("0");
        assertThat(HlsPlayer.tag(playlist, "PROGRAM-DATE-TIME")).isEqualTo("2026-03-04T05:06:07.250Z");
        assertThat(HlsPlayer.segments(playlist)).hasSize(SECONDS);
        assertThat(playlist.lines().filter(line -> line.startsWith("#EXT-X-MAP")))
                .hasSize(1);
        assertThat(playlist).contains("#EXTINF:1.0");
    }

    @Test
    void takesWhatStartsInTheRange() throws Exception {
        theatre.appendAll("gate", fragments);
        Instant second = fragments.get(1).producerStart();
        Instant fourth = fragments.get(3).producerStart();

        String producer = session(onDemand(HLSFragmentSelectorType.PRODUCER_TIMESTAMP, second, fourth))
                .mediaPlaylist();
        String server = session(onDemand(
                        HLSFragmentSelectorType.SERVER_TIMESTAMP,
                        theatre.archive
                                .find("gate", FragmentNumber.of(2))
                                .orElseThrow()
                                .received(),
                        theatre.clock.instant()))
                .mediaPlaylist();

        assertThat(HlsPlayer.segments(producer)).hasSize(3).first().asString().contains("FragmentNumber=2&");
        assertThat(HlsPlayer.segments(server)).hasSize(SECONDS - 1);
        assertThat(server.lines().filter("#EXT-X-DISCONTINUITY"::equals)).hasSize(SECONDS - 2);
    }

    @ParameterizedTest
    @CsvSource({"ALWAYS, 4", "NEVER, 0", "ON_DISCONTINUITY, 1"})
    void marksDiscontinuities(HLSDiscontinuityMode mode, int expected) throws Exception {
        for (int i = 0; i < 5; i++) {
            theatre.append("gate", fragments.get(i), Duration.ofMillis(i < 3 ? 0 : 200));
        }

        String playlist = session(everything().andThen(request -> request.discontinuityMode(mode)))
                .mediaPlaylist();

        assertThat(playlist.lines().filter("#EXT-X-DISCONTINUITY"::equals)).hasSize(expected);
    }

    @Test
    void givesANewInitialisationWhereTheVideoChanges() throws Exception {
        theatre.appendAll("gate", fragments.subList(0, 2));
        wide.forEach(fragment -> theatre.append("gate", fragment, Duration.ofSeconds(10)));
        HlsPlayer player = session(everything());

        String playlist = player.mediaPlaylist();

        assertThat(playlist.lines().filter(line -> line.startsWith("#EXT-X-MAP")))
                .hasSize(2);
        assertThat(playlist.lines().filter("#EXT-X-DISCONTINUITY"::equals)).hasSize(1);
        player.save(folder.resolve("film.mp4"));
    }

    @Test
    void slidesALiveWindowWithStableNumbers() throws Exception {
        theatre.appendAll("gate", fragments.subList(0, 4));
        HlsPlayer player = session(request -> request.maxMediaPlaylistFragmentResults(3L));

        String early = player.mediaPlaylist();
        theatre.append("gate", fragments.get(4), Duration.ZERO);
        theatre.append("gate", fragments.get(5), Duration.ZERO);
        String late = player.mediaPlaylist();

        assertThat(HlsPlayer.segments(early)).hasSize(3).first().asString().contains("FragmentNumber=2&");
        assertThat(HlsPlayer.tag(early, "MEDIA-SEQUENCE")).isEqualTo("0");
        assertThat(HlsPlayer.segments(late)).hasSize(3).first().asString().contains("FragmentNumber=4&");
        assertThat(HlsPlayer.segments(late).getFirst())
                .isEqualTo(HlsPlayer.segments(early).getLast());
        assertThat(HlsPlayer.tag(late, "MEDIA-SEQUENCE")).isEqualTo("2");
        assertThat(HlsPlayer.tag(late, "DISCONTINUITY-SEQUENCE")).isEqualTo("1");
        assertThat(late).doesNotContain("ENDLIST").doesNotContain("PLAYLIST-TYPE");
        assertThat(player.mediaPlaylist()).isEqualTo(late);
    }

    @Test
    void findsALiveWindowAgainAfterARestart() throws Exception {
        theatre.appendAll("gate", fragments.subList(0, 6));
        HlsPlayer player = session(request -> request.maxMediaPlaylistFragmentResults(3L));
        theatre.append("gate", fragments.get(6), Duration.ZERO);
        String before = player.mediaPlaylist();
        Instant now = theatre.clock.instant();
        theatre.close();

        theatre = new Theatre(folder);
        theatre.clock.set(now);
        URI moved = URI.create(session(_ -> {}).master().toString().replaceAll("\\?.*", "") + "?"
                + player.master().getQuery());

        assertThat(new HlsPlayer(theatre, moved).mediaPlaylist()).isEqualTo(before);
    }

    @Test
    void replaysFromAnInstantAsTimePasses() throws Exception {
        theatre.appendAll("gate", fragments);
        HlsPlayer player = session(request -> request.playbackMode(HLSPlaybackMode.LIVE_REPLAY)
                .maxMediaPlaylistFragmentResults(2L)
                .hlsFragmentSelector(
                        selector -> selector.fragmentSelectorType(HLSFragmentSelectorType.PRODUCER_TIMESTAMP)
                                .timestampRange(range -> range.startTimestamp(Theatre.START))));

        String begin = player.mediaPlaylist();
        theatre.clock.move(Duration.ofMillis(3_500));
        String later = player.mediaPlaylist();

        assertThat(HlsPlayer.segments(begin)).hasSize(2).first().asString().contains("FragmentNumber=1&");
        assertThat(HlsPlayer.segments(later)).hasSize(2).first().asString().contains("FragmentNumber=4&");
        assertThat(HlsPlayer.tag(later, "MEDIA-SEQUENCE")).isEqualTo("3");
    }

    @Test
    void showsASessionNothingButItsRange() throws Exception {
        theatre.appendAll("gate", fragments);
        Instant second = fragments.get(1).producerStart();
        HlsPlayer player = session(onDemand(HLSFragmentSelectorType.PRODUCER_TIMESTAMP, second, second.plusSeconds(1)));
        String segment = HlsPlayer.segments(player.mediaPlaylist()).getFirst();

        int inside = theatre.fetch(player.master().resolve(segment)).statusCode();
        var outside = theatre.fetch(player.master().resolve(segment.replace("FragmentNumber=2&", "FragmentNumber=1&")));

        assertThat(inside).isEqualTo(200);
        assertThat(outside.statusCode()).isEqualTo(404);
        assertThat(outside.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    }

    @Test
    void endsASessionWhenItExpires() throws Exception {
        theatre.appendAll("gate", fragments);
        HlsPlayer player = session(everything().andThen(request -> request.expires(300)));
        URI media = player.media();
        theatre.clock.move(Duration.ofSeconds(300));

        var answer = theatre.fetch(media);

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("x-amzn-ErrorType")).contains("NotAuthorizedException");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        URI forged = URI.create(media.toString().replaceAll("SessionToken=.{5}", "SessionToken=AAAAA"));
        assertThat(theatre.fetch(forged).statusCode()).isEqualTo(403);
    }

    @Test
    void findsAStreamByItsArn() {
        theatre.appendAll("gate", fragments.subList(0, 1));

        assertThat(theatre.client
                        .getHLSStreamingSessionURL(request -> request.streamARN(Theatre.ARN.formatted("gate")))
                        .hlsStreamingSessionURL())
                .contains("/hls/v1/getHLSMasterPlaylist.m3u8?SessionToken=");
    }

    @Test
    void saysWhyAStreamCannotBePlayed() {
        theatre.stream("forgetful", false);
        theatre.stream("mpeg4", true);
        theatre.appendAll("mpeg4", Theatre.cut(TestVideo.write(folder.resolve("c.mp4"), 2), Duration.ofSeconds(1)));

        refused("ResourceNotFoundException", 404, request -> request.streamName("nobody"));
        refused("ResourceNotFoundException", 404, request -> request.streamName("gate"));
        refused("NoDataRetentionException", 400, request -> request.streamName("forgetful"));
        refused("UnsupportedStreamMediaTypeException", 400, request -> request.streamName("mpeg4"));
        refused("InvalidArgumentException", 400, request -> {});
        refused(
                "InvalidArgumentException",
                400,
                request -> request.streamName("gate").streamARN(Theatre.ARN.formatted("gate")));
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatAwsDoes(Mistake mistake) {
        theatre.appendAll("gate", fragments.subList(0, 2));

        refused("InvalidArgumentException", 400, request -> mistake.make(request.streamName("gate")));
    }

    enum Mistake {
        TOO_SHORT,
        TOO_LONG,
        NO_FRAGMENTS,
        TRANSPORT_STREAM,
        LIVE_WITH_RANGE,
        NO_END,
        END_BEFORE_START,
        LONGER_THAN_A_DAY,
        UNKNOWN_MODE;

        void make(GetHlsStreamingSessionUrlRequest.Builder request) {
            switch (this) {
                case TOO_SHORT -> request.expires(299);
                case TOO_LONG -> request.expires(43_201);
                case NO_FRAGMENTS -> request.maxMediaPlaylistFragmentResults(0L);
                case TRANSPORT_STREAM -> request.containerFormat(ContainerFormat.MPEG_TS);
                case LIVE_WITH_RANGE -> everything().accept(request.playbackMode(HLSPlaybackMode.LIVE));
                case NO_END ->
                    everything()
                            .andThen(r -> r.hlsFragmentSelector(
                                    selector -> selector.timestampRange(range -> range.startTimestamp(Theatre.START))))
                            .accept(request);
                case END_BEFORE_START ->
                    onDemand(HLSFragmentSelectorType.PRODUCER_TIMESTAMP, Theatre.START, Theatre.START.minusSeconds(1))
                            .accept(request);
                case LONGER_THAN_A_DAY ->
                    onDemand(
                                    HLSFragmentSelectorType.PRODUCER_TIMESTAMP,
                                    Theatre.START,
                                    Theatre.START.plusSeconds(86_401))
                            .accept(request);
                case UNKNOWN_MODE -> request.playbackMode("BACKWARDS");
            }
            if (this == LIVE_WITH_RANGE) {
                request.playbackMode(HLSPlaybackMode.LIVE);
            }
        }
    }

    private void refused(String error, int status, Consumer<GetHlsStreamingSessionUrlRequest.Builder> request) {
        assertThatThrownBy(() -> theatre.client.getHLSStreamingSessionURL(request))
                .isInstanceOfSatisfying(KinesisVideoArchivedMediaException.class, e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo(error);
                    assertThat(e.statusCode()).isEqualTo(status);
                });
    }
}
