package io.kinedex.ingest.kinesis.video;

import static io.kinedex.ingest.kinesis.video.HandMadeMedia.block;
import static io.kinedex.ingest.kinesis.video.HandMadeMedia.fragment;
import static io.kinedex.ingest.kinesis.video.HandMadeMedia.head;
import static io.kinedex.ingest.kinesis.video.HandMadeMedia.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.bench.MediaProducer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.kinesisvideo.KinesisVideoClient;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.KinesisVideoArchivedMediaClient;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.ClientLimitExceededException;

/** Calls a second and bytes a second, where they are limited. */
class VideoRatesTest {
    private static final String GATE = "gate";
    private static final int CALLS = 20;
    private static final int MEGABYTE = 1 << 20;

    /** Two megabytes at one a second, of which the first comes at once. */
    private static final Duration LEAST = Duration.ofMillis(950);

    @TempDir
    private Path folder;

    private VideoService service;
    private SdkHttpClient http;

    @BeforeEach
    void start() {
        http = ApacheHttpClient.create();
        service =
                new VideoService(folder, VideoService.limits("put-bytes-per-second: 1MB", "get-bytes-per-second: 1MB"));
        try (KinesisVideoClient video = service.video(http)) {
            video.createStream(r -> r.streamName(GATE).dataRetentionInHours(24));
        }
    }

    @AfterEach
    void close() {
        http.close();
        service.close();
    }

    private static Duration put(VideoService service) throws IOException {
        byte[] media = join(head(1), fragment(0, block(1, 0, MEGABYTE)), fragment(1000, block(1, 0, MEGABYTE)));
        long begun = System.nanoTime();
        try (MediaProducer camera = new MediaProducer(service.address(), VideoService.call(GATE))) {
            camera.send(media, 0, media.length);
            camera.end();
            while (camera.ack().isPresent()) {}
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    @Test
    void bytesComeInAndGoOutNoFasterThanTheyMay() throws IOException {
        assertThat(put(service)).isGreaterThan(LEAST);
        List<String> numbers = service
                .archive()
                .startingIn(GATE, VideoService.START, VideoService.START.plusSeconds(9), Optional.empty(), 9)
                .stream()
                .map(ArchivedFragment::number)
                .map(Object::toString)
                .toList();
        assertThat(numbers).hasSize(2);
        long begun = System.nanoTime();
        try (KinesisVideoArchivedMediaClient archived = service.archived(http);
                InputStream answer =
                        archived.getMediaForFragmentList(r -> r.streamName(GATE).fragments(numbers))) {
            assertThat(answer.readAllBytes()).hasSizeGreaterThan(2 * MEGABYTE);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(LEAST);
    }

    /** Of twenty calls within less than twenty seconds, one a second cannot be all. */
    private static void assertLimited(Runnable call) {
        List<ClientLimitExceededException> refused = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            try {
                call.run();
            } catch (ClientLimitExceededException e) {
                refused.add(e);
            }
        }
        assertThat(refused).isNotEmpty().hasSizeLessThan(CALLS);
        assertThat(refused.getFirst()).hasMessageContaining("more than 1 calls");
    }

    @Test
    void archivedMediaIsListedAndFetchedSoOftenASecond() {
        try (VideoService strict =
                        new VideoService(folder.resolve("strict"), VideoService.limits("calls-per-second: 1"));
                KinesisVideoClient video = strict.video(http);
                KinesisVideoArchivedMediaClient archived = strict.archived(http)) {
            video.createStream(r -> r.streamName(GATE));
            assertLimited(() -> archived.listFragments(r -> r.streamName(GATE)));
            assertLimited(() -> archived.getMediaForFragmentListAsBytes(
                    r -> r.streamName(GATE).fragments("1")));
        }
    }
}
