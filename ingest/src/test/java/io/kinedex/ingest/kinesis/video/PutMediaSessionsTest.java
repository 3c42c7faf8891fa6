package io.kinedex.ingest.kinesis.video;

import static io.kinedex.ingest.kinesis.video.HandMadeMedia.fragment;
import static io.kinedex.ingest.kinesis.video.HandMadeMedia.head;
import static io.kinedex.ingest.kinesis.video.HandMadeMedia.join;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinedex.ingest.bench.MediaProducer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.kinesisvideo.KinesisVideoClient;

/** How a PutMedia session ends that its producer does not end, and what it hears until then. */
class PutMediaSessionsTest {
    private static final String GATE = "gate";

    /** A fragment is larger than what a test leaves out of it. */
    private static final int REST = 20;

    @TempDir
    private Path folder;

    private Optional<VideoService> started = Optional.empty();

    @AfterEach
    void close() {
        started.ifPresent(VideoService::close);
    }

    private VideoService start(String... limits) {
        VideoService service = new VideoService(folder, VideoService.limits(limits));
        started = Optional.of(service);
        create(service);
        return service;
    }

    private static void create(VideoService service) {
        try (KinesisVideoClient video = service.video(ApacheHttpClient.create())) {
            video.createStream(r -> r.streamName(GATE).dataRetentionInHours(24));
        }
    }

    private static void delete(VideoService service) {
        try (KinesisVideoClient video = service.video(ApacheHttpClient.create())) {
            String arn =
                    video.describeStream(r -> r.streamName(GATE)).streamInfo().streamARN();
            video.deleteStream(r -> r.streamARN(arn));
        }
    }

    private static MediaProducer connect(VideoService service) throws IOException {
        return new MediaProducer(service.address(), VideoService.call(GATE));
    }

    private static void send(MediaProducer camera, byte[] bytes) throws IOException {
        camera.send(bytes, 0, bytes.length);
    }

    private static void sendMost(MediaProducer camera, byte[] fragment) throws IOException {
        camera.send(fragment, 0, fragment.length - REST);
    }

    private static void sendRest(MediaProducer camera, byte[] fragment) throws IOException {
        camera.send(fragment, fragment.length - REST, REST);
    }

    /** The next acknowledgement as {@code TYPE timecode error}. */
    private static Optional<String> ack(MediaProducer camera) throws IOException {
        Optional<String> line = camera.ack();
        if (line.isEmpty()) {
            return line;
        }
        JsonNode event = new ObjectMapper().readTree(line.get());
        String timecode = event.has("FragmentTimecode") ? " " + event.get("FragmentTimecode") : "";
        String error = event.has("ErrorId") ? " " + event.get("ErrorId") : "";
        return Optional.of(event.get("EventType").asText() + timecode + error);
    }

    /** Every acknowledgement until the session ends. */
    private static List<String> acks(MediaProducer camera) throws IOException {
        List<String> acks = new ArrayList<>();
        for (Optional<String> next = ack(camera); next.isPresent(); next = ack(camera)) {
            acks.add(next.get());
        }
        return acks;
    }

    private static void persist(MediaProducer camera, long timecode) throws IOException {
        send(camera, fragment(timecode));
        assertThat(ack(camera)).contains("BUFFERING " + timecode);
        assertThat(ack(camera)).contains("RECEIVED " + timecode);
        assertThat(ack(camera)).contains("PERSISTED " + timecode);
    }

    private static long kept(VideoService service) {
        return service.archive().totals(GATE).fragments();
    }

    @Test
    void whileNothingComesTheProducerHearsThatTheSessionLives() throws IOException {
        VideoService service = start();
        try (MediaProducer camera = connect(service)) {
            send(camera, head(1));
            persist(camera, 0);
            assertThat(ack(camera)).contains("IDLE");
            persist(camera, 1000);
            camera.end();
            assertThat(acks(camera)).isEmpty();
        }
        assertThat(service.metered("kinedex.kinesis.video.acks", "type", "IDLE"))
                .isEqualTo(1);
    }

    @Test
    void aProducerThatSendsNothingForTooLongIsGivenUp() throws IOException {
        VideoService service = start("put-idle-max: 2s");
        try (MediaProducer camera = connect(service)) {
            send(camera, head(1));
            persist(camera, 0);
            sendMost(camera, fragment(1000));
            assertThat(acks(camera)).containsExactly("BUFFERING 1000", "ERROR 1000 4000");
        }
        assertThat(kept(service)).isEqualTo(1);
    }

    @Test
    void aSessionThatHasLastedItsTimeEndsBetweenTwoFragments() throws IOException {
        VideoService service = start("put-session-max: 2s");
        try (MediaProducer camera = connect(service)) {
            send(camera, head(1));
            persist(camera, 0);
            assertThat(acks(camera)).containsExactly("ERROR 4003");
        }
        assertThat(kept(service)).isEqualTo(1);
    }

    @Test
    void aFragmentThatHasBegunMayEndThough() throws IOException, InterruptedException {
        VideoService service = start("put-session-max: 2s");
        byte[] last = fragment(0);
        try (MediaProducer camera = connect(service)) {
            send(camera, head(1));
            sendMost(camera, last);
            assertThat(ack(camera)).contains("BUFFERING 0");
            Thread.sleep(2200);
            sendRest(camera, last);
            send(camera, fragment(1000));
            assertThat(acks(camera)).containsExactly("RECEIVED 0", "PERSISTED 0", "ERROR 4003");
        }
        assertThat(kept(service)).isEqualTo(1);
    }

    @Test
    void butNotLongerThanAFragmentMayTake() throws IOException {
        VideoService service = start("put-session-max: 2s", "fragment-duration-max: 500ms");
        try (MediaProducer camera = connect(service)) {
            send(camera, head(1));
            sendMost(camera, fragment(0));
            assertThat(acks(camera)).containsExactly("BUFFERING 0", "ERROR 0 4003");
        }
        assertThat(kept(service)).isZero();
    }

    @Test
    void aStreamThatIsDeletedEndsItsSession() throws IOException {
        VideoService service = start();
        try (MediaProducer camera = connect(service)) {
            send(camera, head(1));
            persist(camera, 0);
            delete(service);
            assertThat(acks(camera)).containsExactly("ERROR 4008");
        }
        assertThat(kept(service)).isZero();
    }

    @Test
    void aStreamThatIsMadeAgainHasNothingOfTheOldSession() throws IOException {
        VideoService service = start();
        byte[] open = fragment(0);
        try (MediaProducer camera = connect(service)) {
            send(camera, head(1));
            sendMost(camera, open);
            assertThat(ack(camera)).contains("BUFFERING 0");
            delete(service);
            create(service);
            sendRest(camera, open);
            assertThat(acks(camera).getLast()).isEqualTo("ERROR 0 4008");
        }
        assertThat(kept(service)).isZero();
        try (MediaProducer camera = connect(service)) {
            send(camera, head(1));
            persist(camera, 0);
        }
        assertThat(kept(service)).isEqualTo(1);
    }

    @Test
    void aSecondProducerTakesTheStreamOver() throws Exception {
        VideoService service = start();
        try (MediaProducer first = connect(service)) {
            send(first, head(1));
            persist(first, 0);
            sendMost(first, fragment(1000));
            assertThat(ack(first)).contains("BUFFERING 1000");
            try (Producer second = new Producer(
                    service.address(),
                    GATE,
                    VideoService.START.plusSeconds(10),
                    new ByteArrayInputStream(join(head(1), fragment(0))))) {
                assertThat(second.rest()).extracting(Producer::text).contains("PERSISTED 0");
            }
            assertThat(acks(first)).isEmpty();
        }
        assertThat(kept(service)).isEqualTo(2);
        assertThat(service.archive().newest(GATE).orElseThrow().start()).isEqualTo(VideoService.START.plusSeconds(10));
    }

    @Test
    void moreProducersThanOneAreTakenWhereTheLimitSaysSo() throws IOException {
        VideoService service = start("put-connections-max: 2");
        try (MediaProducer first = connect(service)) {
            send(first, head(1));
            persist(first, 0); // it is the oldest
            try (MediaProducer second = connect(service)) {
                send(second, head(1));
                persist(second, 500);
                persist(first, 1000);
                try (MediaProducer third = connect(service)) {
                    send(third, head(1));
                    persist(third, 2000);
                    assertThat(acks(first)).isEmpty();
                    persist(second, 2500);
                }
            }
        }
        assertThat(kept(service)).isEqualTo(5);
    }
}
