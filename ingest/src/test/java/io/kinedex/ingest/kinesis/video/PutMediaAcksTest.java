package io.kinedex.ingest.kinesis.video;

import static io.kinedex.ingest.kinesis.video.HandMadeMedia.block;
import static io.kinedex.ingest.kinesis.video.HandMadeMedia.damaged;
import static io.kinedex.ingest.kinesis.video.HandMadeMedia.fragment;
import static io.kinedex.ingest.kinesis.video.HandMadeMedia.head;
import static io.kinedex.ingest.kinesis.video.HandMadeMedia.join;
import static io.kinedex.ingest.kinesis.video.HandMadeMedia.tags;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.kinesisvideo.AmazonKinesisVideoPutMedia;
import com.amazonaws.services.kinesisvideo.model.AckErrorCode;
import com.amazonaws.services.kinesisvideo.model.AckEvent;
import com.amazonaws.services.kinesisvideo.model.PutMediaRequest;
import io.kinedex.ingest.archive.FragmentArchive.ArchiveOptions;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.kinesisvideo.KinesisVideoClient;

/**
 * Every error that PutMedia can acknowledge, as Amazon's producer client hears it.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_dataplane_PutMedia.html">PutMedia</a>
 */
class PutMediaAcksTest {
    /** The last second that is a producer's time: later ones are past the year 5000, by years of 365 days. */
    private static final Instant LATEST = Instant.EPOCH.plus(Duration.ofDays(3030 * 365L));

    private static final String GATE = "gate";

    @TempDir
    private static Path folder;

    private static VideoService service;
    private static AmazonKinesisVideoPutMedia client;

    private final String stream = "gate-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        service = new VideoService(folder.resolve("sound"), VideoService.limits("fragment-bytes-max: 2KB"));
        client = Producer.client(service.address());
    }

    @AfterAll
    static void close() throws Exception {
        client.close();
        service.close();
    }

    private static void create(VideoService in, String name) {
        try (KinesisVideoClient video = in.video(ApacheHttpClient.create())) {
            video.createStream(r -> r.streamName(name).dataRetentionInHours(24));
        }
    }

    /** Puts into a stream of this test alone. */
    private List<AckEvent> put(Instant start, byte[] body) throws Exception {
        create(service, stream);
        PutMediaRequest request = new PutMediaRequest()
                .withStreamName(stream)
                .withFragmentTimecodeType("RELATIVE")
                .withProducerStartTimestamp(Date.from(start))
                .withPayload(new ByteArrayInputStream(body));
        try (Producer producer = new Producer(client, request)) {
            List<AckEvent> acks = producer.rest();
            assertThat(producer.failure()).isNull();
            return acks;
        }
    }

    /** Puts into a service that is not as it should be. */
    private static List<AckEvent> put(ArchiveOptions options, UnaryOperator<StreamHost> host, byte[] body)
            throws Exception {
        try (VideoService faulty = new VideoService(
                folder.resolve("faulty-" + UUID.randomUUID()),
                VideoService.limits(),
                options,
                host,
                Clock.systemUTC())) {
            create(faulty, GATE);
            try (Producer producer =
                    new Producer(faulty.address(), GATE, VideoService.START, new ByteArrayInputStream(body))) {
                return producer.rest();
            }
        }
    }

    private long kept() {
        return service.archive().totals(stream).fragments();
    }

    private static Arguments faulty(AckError error, byte[]... pieces) {
        return Arguments.of(error, join(pieces));
    }

    static List<Arguments> faults() {
        byte[] one = block(1, 0, 100);
        return List.of(
                faulty(AckError.MAX_FRAGMENT_SIZE_REACHED, fragment(1000, block(1, 0, 5000))),
                faulty(AckError.MAX_FRAGMENT_DURATION_REACHED, fragment(1000, one, block(1, 20_001, 100))),
                faulty(AckError.FRAGMENT_TIMECODE_LESSER_THAN_PREVIOUS, fragment(-1)),
                faulty(AckError.MORE_THAN_ALLOWED_TRACKS_FOUND, head(1, 2, 3, 4), fragment(1000)),
                faulty(AckError.INVALID_MKV_DATA, damaged(1000)),
                faulty(AckError.FRAGMENT_METADATA_LIMIT_REACHED, tags(11, 5), fragment(1000)),
                faulty(AckError.FRAGMENT_METADATA_LIMIT_REACHED, tags(1, 129), fragment(1000)),
                faulty(AckError.TRACK_NUMBER_MISMATCH, fragment(1000, one, block(9, 0, 100))),
                faulty(AckError.FRAMES_MISSING_FOR_TRACK, head(1, 2), fragment(1000)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultyFragmentIsNotKeptAndTheNextIsTaken(AckError error, byte[] faulty) throws Exception {
        boolean back = error == AckError.FRAGMENT_TIMECODE_LESSER_THAN_PREVIOUS;
        byte[] body = join(head(1), fragment(back ? 2000 : 0), back ? fragment(1000) : faulty, head(1), fragment(3000));
        List<AckEvent> acks = put(VideoService.START, body);
        assertThat(acks)
                .extracting(Producer::text)
                .contains("BUFFERING 1000", "ERROR 1000 " + error.id())
                .contains("PERSISTED " + (back ? 2000 : 0), "PERSISTED 3000")
                .doesNotContain("RECEIVED 1000", "PERSISTED 1000");
        AckEvent told = acks.stream()
                .filter(ack -> ack.getErrorId() != null)
                .findFirst()
                .orElseThrow();
        assertThat(told.getErrorCode().getRawValue()).isEqualTo(error.name());
        assertThat(told.getFragmentNumber()).matches("[0-9]{47}");
        assertThat(kept()).isEqualTo(2);
        assertThat(service.metered("kinedex.kinesis.video.errors", "id", Integer.toString(error.id())))
                .isPositive();
    }

    @Test
    void atTheLimitsAFragmentIsTaken() throws Exception {
        byte[] body = join(
                head(1, 2, 3), tags(10, 128), fragment(0, block(1, 0, 100), block(2, 0, 100), block(3, 20_000, 100)));
        assertThat(put(VideoService.START, body))
                .extracting(Producer::text)
                .containsExactly("BUFFERING 0", "RECEIVED 0", "PERSISTED 0");
    }

    @Test
    void aTimeThatNoProducerCanHaveIsRefused() throws Exception {
        byte[] body = join(head(1), fragment(0), fragment(2000), fragment(500));
        assertThat(put(LATEST.minusSeconds(1), body))
                .extracting(Producer::text)
                .contains("PERSISTED 0", "ERROR 2000 4007", "PERSISTED 500");
        assertThat(kept()).isEqualTo(2);
    }

    @Test
    void aStreamThatEndsInsideAFragmentKeepsWhatCameBefore() throws Exception {
        byte[] body = join(head(1), fragment(0), fragment(1000));
        List<AckEvent> acks = put(VideoService.START, Arrays.copyOf(body, body.length - 20));
        assertThat(acks).extracting(Producer::text).contains("PERSISTED 0").endsWith("ERROR 1000 4000");
        assertThat(kept()).isEqualTo(1);
    }

    @Test
    void aFullDiskEndsTheSession() throws Exception {
        ArchiveOptions full = new ArchiveOptions(4 << 20, Long.MAX_VALUE, 50 << 20, Duration.ofDays(7), Long.MAX_VALUE);
        assertThat(put(full, host -> host, join(head(1), fragment(0), fragment(1000))))
                .extracting(Producer::text)
                .containsExactly("BUFFERING 0", "ERROR 0 5001");
    }

    @Test
    void aFaultOfTheNodeEndsTheSession() throws Exception {
        assertThat(put(VideoService.ARCHIVE, Faulty::new, join(head(1), fragment(0))))
                .extracting(Producer::text)
                .containsExactly("BUFFERING 0", "RECEIVED 0", "ERROR 0 5000");
    }

    @Test
    void namesOfErrorsAreThoseThatAmazonsClientKnows() {
        List<String> known =
                Arrays.stream(AckErrorCode.Values.values()).map(Enum::name).toList();
        assertThat(AckError.values())
                .filteredOn(error -> error.id() < 4009 && error != AckError.MORE_THAN_ALLOWED_TRACKS_FOUND)
                .extracting(Enum::name)
                .allMatch(known::contains);
    }

    /** A node that fails when it hears of a fragment. */
    private record Faulty(StreamHost host) implements StreamHost {
        @Override
        public List<String> names() {
            return host.names();
        }

        @Override
        public boolean has(String name) {
            return host.has(name);
        }

        @Override
        public void create(String name) {
            host.create(name);
        }

        @Override
        public void delete(String name) {
            host.delete(name);
        }

        @Override
        public void arrived(String name) {
            throw new IllegalStateException("a fault for the test");
        }
    }
}
