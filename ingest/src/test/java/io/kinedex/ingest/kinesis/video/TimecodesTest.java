package io.kinedex.ingest.kinesis.video;

import static io.kinedex.ingest.kinesis.video.HandMadeMedia.fragment;
import static io.kinedex.ingest.kinesis.video.HandMadeMedia.head;
import static io.kinedex.ingest.kinesis.video.HandMadeMedia.join;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.kinesisvideo.AmazonKinesisVideoPutMedia;
import com.amazonaws.services.kinesisvideo.model.PutMediaRequest;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.kinesis.MovableClock;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.kinesisvideo.KinesisVideoClient;

/** When a producer's fragments started, by the ways that Amazon's client can say it. */
class TimecodesTest {
    private static final Instant NOW = Instant.parse("2026-11-26T05:00:00Z");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00.250Z");

    @TempDir
    private static Path folder;

    private static VideoService service;
    private static AmazonKinesisVideoPutMedia client;

    private final String stream = "gate-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        service = new VideoService(
                folder, VideoService.limits(), VideoService.ARCHIVE, host -> host, new MovableClock(NOW));
        client = Producer.client(service.address());
    }

    @AfterAll
    static void close() throws Exception {
        client.close();
        service.close();
    }

    @BeforeEach
    void create() {
        try (KinesisVideoClient video = service.video(ApacheHttpClient.create())) {
            video.createStream(r -> r.streamName(stream).dataRetentionInHours(24));
        }
    }

    private List<String> put(PutMediaRequest request, long timecode) throws Exception {
        byte[] body = join(head(1), fragment(timecode), fragment(timecode + 1000));
        try (Producer producer =
                new Producer(client, request.withStreamName(stream).withPayload(new ByteArrayInputStream(body)))) {
            List<String> acks = producer.rest().stream().map(Producer::text).toList();
            assertThat(producer.failure()).isNull();
            return acks;
        }
    }

    private List<Instant> starts() {
        return service.archive().startingIn(stream, Instant.EPOCH, NOW.plusSeconds(1000), Optional.empty(), 9).stream()
                .map(ArchivedFragment::start)
                .toList();
    }

    @Test
    void relativeTimecodesCountFromTheStartThatTheProducerGives() throws Exception {
        PutMediaRequest request =
                new PutMediaRequest().withFragmentTimecodeType("RELATIVE").withProducerStartTimestamp(Date.from(START));
        assertThat(put(request, 500)).contains("PERSISTED 500", "PERSISTED 1500");
        assertThat(starts()).containsExactly(START.plusMillis(500), START.plusMillis(1500));
    }

    @Test
    void relativeTimecodesWithoutAStartCountFromTheBeginningOfTheCall() throws Exception {
        assertThat(put(new PutMediaRequest().withFragmentTimecodeType("RELATIVE"), 500))
                .contains("PERSISTED 500", "PERSISTED 1500");
        assertThat(starts()).containsExactly(NOW.plusMillis(500), NOW.plusMillis(1500));
    }

    @Test
    void absoluteTimecodesAreTimesWhateverTheStart() throws Exception {
        long timecode = START.toEpochMilli();
        PutMediaRequest request =
                new PutMediaRequest().withFragmentTimecodeType("ABSOLUTE").withProducerStartTimestamp(Date.from(NOW));
        assertThat(put(request, timecode)).contains("PERSISTED " + timecode, "PERSISTED " + (timecode + 1000));
        assertThat(starts()).containsExactly(START, START.plusSeconds(1));
    }

    @Test
    void anotherTypeIsRefused() throws Exception {
        byte[] body = join(head(1), fragment(0));
        try (Producer producer = new Producer(
                client,
                new PutMediaRequest()
                        .withStreamName(stream)
                        .withFragmentTimecodeType("LOCAL")
                        .withPayload(new ByteArrayInputStream(body)))) {
            assertThat(producer.failure()).isNotNull().hasMessageContaining("must be ABSOLUTE or RELATIVE");
        }
        assertThat(starts()).isEmpty();
    }
}
