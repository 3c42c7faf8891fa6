package io.kinedex.ingest.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.kinesisvideo.model.AckEventType;
import io.kinedex.ingest.TestVideo;
import io.kinedex.ingest.emulator.EmulatorProducer.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The faults of PutMedia as AWS's own producer client sees them. */
class PutMediaFaultsTest {
    @TempDir
    private static Path folder;

    private static Path media;
    private static KvsEmulator kvs;
    private String stream = "";

    @BeforeAll
    static void start() throws InterruptedException {
        media = TestVideo.write(folder.resolve("put.mkv"), 6);
        kvs = KvsEmulator.start(EmulatorOptions.defaults());
    }

    @AfterAll
    static void stop() {
        kvs.close();
    }

    @BeforeEach
    void makeAStream(TestInfo test) throws InterruptedException {
        stream = test.getTestMethod().orElseThrow().getName();
        kvs.feed(FeedOptions.empty(stream));
    }

    @AfterEach
    void clear() {
        kvs.faults().clear();
    }

    private Answer put() throws InterruptedException, IOException {
        try (InputStream in = Files.newInputStream(media)) {
            return EmulatorProducer.put(kvs, stream, in);
        }
    }

    @Test
    void withoutFaultsAllIsPersisted() throws Exception {
        Answer answer = put();

        assertThat(answer.failure()).isEmpty();
        assertThat(kvs.ledger(stream).fragments()).hasSizeGreaterThan(1);
        assertThat(answer.count(AckEventType.Values.PERSISTED))
                .isEqualTo(answer.count(AckEventType.Values.RECEIVED))
                .isEqualTo(kvs.ledger(stream).fragments().size());
    }

    @Test
    void anErrorComesInTheAcksPlaceAndEndsTheSession() throws Exception {
        kvs.faults().add("ack-error:id=4004,fragment=2");

        Answer answer = put();

        assertThat(answer.count(AckEventType.Values.RECEIVED)).isEqualTo(1);
        assertThat(answer.acks().getLast().getErrorId()).isEqualTo(4004);
        assertThat(String.valueOf(answer.acks().getLast().getErrorCode()))
                .isEqualTo("FRAGMENT_TIMECODE_LESSER_THAN_PREVIOUS");
    }

    @Test
    void anAckIsLostThoughTheFragmentIsNot() throws Exception {
        kvs.faults().add("ack-lost:fragment=1");
        kvs.faults().add("ack-delay:fragment=2,time=100ms");

        Answer answer = put();

        assertThat(answer.count(AckEventType.Values.PERSISTED))
                .isEqualTo(kvs.ledger(stream).fragments().size() - 1);
        assertThat(kvs.faults().counts()).containsKey("ack-delay-2");
    }

    @Test
    void theConnectionIsCutAfterAnAck() throws Exception {
        kvs.faults().add("ack-cut:ack=received,fragment=1,how=fin");

        Answer answer = put();

        assertThat(answer.failure()).isPresent();
        assertThat(answer.count(AckEventType.Values.RECEIVED)).isEqualTo(1);
        assertThat(answer.count(AckEventType.Values.PERSISTED)).isZero();
    }

    @Test
    void theConnectionIsCutAfterSoManyBytesOfTheRequest() throws Exception {
        kvs.faults().add("cut:operation=PutMedia,after-bytes=" + Files.size(media) / 2);

        Answer answer = put();

        assertThat(answer.failure()).isPresent();
        kvs.faults().clear();
        put();
        assertThat(kvs.ledger(stream).fragments()).isNotEmpty();
    }

    @Test
    void aCallIsRefused() throws Exception {
        kvs.faults().add("error:error=ConnectionLimitExceededException,operation=PutMedia");

        assertThat(put().failure())
                .get()
                .satisfies(e -> assertThat(String.valueOf(e)).contains("ConnectionLimitExceeded"));
        assertThat(kvs.ledger(stream).fragments()).isEmpty();
    }
}
