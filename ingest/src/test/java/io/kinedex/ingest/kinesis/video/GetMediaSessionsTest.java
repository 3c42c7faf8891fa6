package io.kinedex.ingest.kinesis.video;

import static io.kinedex.ingest.kinesis.video.HandMadeMedia.block;
import static io.kinedex.ingest.kinesis.video.HandMadeMedia.fragment;
import static io.kinedex.ingest.kinesis.video.HandMadeMedia.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentLimits;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.frames.FragmentReader;
import io.kinedex.frames.InBandErrorException;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive.ArchiveOptions;
import io.kinedex.ingest.bench.MediaProducer;
import io.kinedex.ingest.config.VideoLimits;
import io.kinedex.ingest.kinesis.MovableClock;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.kinesisvideo.KinesisVideoClient;
import software.amazon.awssdk.services.kinesisvideo.model.StreamInfo;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.KinesisVideoArchivedMediaClient;
import software.amazon.awssdk.services.kinesisvideomedia.KinesisVideoMediaClient;
import software.amazon.awssdk.services.kinesisvideomedia.model.StartSelectorType;

/** What readers hear when their session ends, their stream goes, or retention is faster than they are. */
class GetMediaSessionsTest {
    private static final String GATE = "gate";
    private static final int LARGE = 3_000_000;
    private static final int LARGE_COUNT = 8;

    @TempDir
    private Path folder;

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-26T05:00:00Z"));
    private final SdkHttpClient http = ApacheHttpClient.create();
    private Optional<VideoService> started = Optional.empty();

    @AfterEach
    void close() {
        http.close();
        started.ifPresent(VideoService::close);
    }

    private VideoService start(VideoLimits limits) {
        ArchiveOptions oneFragmentAFile = new ArchiveOptions(1, 0, 50 << 20, Duration.ofDays(7), Long.MAX_VALUE);
        VideoService service = new VideoService(folder, limits, oneFragmentAFile, host -> host, clock);
        started = Optional.of(service);
        return service;
    }

    private VideoService start(String... limits) {
        VideoService service = start(VideoService.limits(limits));
        create(service, GATE, 24);
        return service;
    }

    private void create(VideoService service, String name, int hours) {
        try (KinesisVideoClient video = service.video(http)) {
            video.createStream(r -> r.streamName(name).dataRetentionInHours(hours));
        }
    }

    private static void put(VideoService service, String name, long timecode, int bytes) throws IOException {
        try (MediaProducer camera = new MediaProducer(service.address(), VideoService.call(name))) {
            byte[] media = HandMadeMedia.join(head(1), fragment(timecode, block(1, 0, bytes)));
            camera.send(media, 0, media.length);
            camera.end();
            while (camera.ack().isPresent()) {}
        }
    }

    private static FragmentReader earliest(KinesisVideoMediaClient client, String name) {
        return new FragmentReader(
                client.getMedia(
                        r -> r.streamName(name).startSelector(s -> s.startSelectorType(StartSelectorType.EARLIEST))),
                FragmentLimits.DEFAULTS);
    }

    private static List<String> numbers(VideoService service, String name) {
        List<String> numbers = new ArrayList<>();
        FragmentNumber last = new FragmentNumber(BigInteger.ZERO);
        for (Optional<ArchivedFragment> row = service.archive().after(name, last);
                row.isPresent();
                row = service.archive().after(name, last)) {
            last = row.get().number();
            numbers.add(last.toString());
        }
        return numbers;
    }

    private static void assertInBand(FragmentReader reader, int error, String message) {
        assertThatThrownBy(reader::next).isInstanceOfSatisfying(InBandErrorException.class, e -> {
            assertThat(e.errorId()).isEqualTo(error);
            assertThat(e.errorCode()).contains(message);
        });
    }

    @Test
    void aSessionThatHasLastedItsTimeEndsInOrder() throws IOException {
        VideoService service = start("get-session-max: 1s");
        put(service, GATE, 0, 100);
        put(service, GATE, 1000, 100);
        try (KinesisVideoMediaClient client = service.media(http);
                FragmentReader reader = earliest(client, GATE)) {
            assertThat(reader.next()).isPresent();
            String token = reader.next().flatMap(Fragment::continuationToken).orElseThrow();
            assertThat(reader.next()).isEmpty();
            put(service, GATE, 2000, 100);
            try (FragmentReader next = new FragmentReader(
                    client.getMedia(r -> r.streamName(GATE)
                            .startSelector(s -> s.startSelectorType(StartSelectorType.CONTINUATION_TOKEN)
                                    .continuationToken(token))),
                    FragmentLimits.DEFAULTS)) {
                assertThat(next.next().orElseThrow().number().toString())
                        .isEqualTo(numbers(service, GATE).getLast());
                assertThat(next.next()).isEmpty();
            }
        }
    }

    @Test
    void aReaderThatRetentionOvertakesIsTold() throws IOException {
        VideoService service = start();
        for (int i = 0; i < LARGE_COUNT; i++) {
            put(service, GATE, i * 1000L, LARGE);
        }
        List<String> numbers = numbers(service, GATE);
        try (KinesisVideoMediaClient client = service.media(http);
                FragmentReader reader = earliest(client, GATE)) {
            List<String> got = new ArrayList<>();
            got.add(reader.next().orElseThrow().number().toString());
            clock.move(Duration.ofHours(25));
            assertThat(service.archive().trim(GATE, FragmentNumber.parse(numbers.getLast())))
                    .isEqualTo(LARGE_COUNT);
            assertThatThrownBy(() -> {
                        while (true) {
                            got.add(reader.next().orElseThrow().number().toString());
                        }
                    })
                    .isInstanceOfSatisfying(
                            InBandErrorException.class,
                            e -> assertThat(e.errorId()).isEqualTo(4000))
                    .hasMessageContaining("kept no more");
            assertThat(got).isEqualTo(numbers.subList(0, got.size())).hasSizeLessThan(LARGE_COUNT);
        }
    }

    @Test
    void aReaderIsToldThatItsStreamWasDeletedEvenWhereItIsMadeAgain() throws IOException {
        VideoService service = start();
        put(service, GATE, 0, 100);
        try (KinesisVideoMediaClient client = service.media(http);
                KinesisVideoClient video = service.video(http);
                FragmentReader first = earliest(client, GATE)) {
            assertThat(first.next()).isPresent();
            StreamInfo info = video.describeStream(r -> r.streamName(GATE)).streamInfo();
            video.deleteStream(r -> r.streamARN(info.streamARN()));
            clock.move(Duration.ofSeconds(1));
            create(service, GATE, 24);
            assertInBand(first, 4000, "deleted");
        }
    }

    @Test
    void eachStreamHasARetentionOfItsOwn() throws IOException {
        VideoService service = start(VideoService.limits());
        create(service, "none", 0);
        create(service, "hour", 1);
        create(service, "day", 24);
        for (String name : List.of("none", "hour", "day")) {
            put(service, name, 0, 100);
        }
        assertThat(List.of(left("none"), left("hour"), left("day"))).containsExactly(1, 1, 1);
        clock.move(Duration.ofMinutes(6));
        assertThat(List.of(left("none"), left("hour"), left("day"))).containsExactly(0, 1, 1);
        clock.move(Duration.ofHours(1));
        assertThat(List.of(left("none"), left("hour"), left("day"))).containsExactly(0, 0, 1);
        try (KinesisVideoClient video = service.video(http)) {
            StreamInfo info = video.describeStream(r -> r.streamName("day")).streamInfo();
            video.updateDataRetention(r -> r.streamName("day")
                    .currentVersion(info.version())
                    .operation("DECREASE_DATA_RETENTION")
                    .dataRetentionChangeInHours(23));
        }
        assertThat(left("day")).isZero();
        put(service, "day", 1000, 100);
        assertThat(left("day")).isEqualTo(1);
    }

    /** How many fragments ListFragments knows of once what is too old is removed. */
    private int left(String name) {
        VideoService service = started.orElseThrow();
        FragmentNumber last = service.archive().lastNumber(name).orElseThrow();
        service.archive().trim(name, last);
        try (KinesisVideoArchivedMediaClient archived = service.archived(http)) {
            return archived.listFragments(r -> r.streamName(name)).fragments().size();
        }
    }

    @Test
    void aListOfFragmentsGoesOnAfterOneThatIsGone() throws IOException {
        VideoService service = start();
        put(service, GATE, 0, 100);
        clock.move(Duration.ofHours(23));
        put(service, GATE, 1000, 100);
        put(service, GATE, 2000, 100);
        List<String> numbers = numbers(service, GATE);
        clock.move(Duration.ofHours(2));
        service.archive().trim(GATE, FragmentNumber.parse(numbers.getLast()));
        try (KinesisVideoArchivedMediaClient archived = service.archived(http);
                FragmentReader reader = new FragmentReader(
                        archived.getMediaForFragmentList(r ->
                                r.streamName(GATE).fragments(numbers.get(1), numbers.get(0), "17", numbers.get(2))),
                        FragmentLimits.DEFAULTS)) {
            assertThat(reader.next().orElseThrow().number().toString()).isEqualTo(numbers.get(1));
            for (String gone : List.of(numbers.get(0), "17")) {
                assertThatThrownBy(reader::next).isInstanceOfSatisfying(InBandErrorException.class, e -> {
                    assertThat(e.errorId()).isEqualTo(4000);
                    assertThat(e.fragmentNumber()).contains(FragmentNumber.parse(gone));
                });
            }
            assertThat(reader.next().orElseThrow().number().toString()).isEqualTo(numbers.get(2));
            assertThat(reader.next()).isEmpty();
        }
    }
}
