package io.kinedex.ingest.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.frames.FramesException;
import io.kinedex.frames.InBandErrorException;
import io.kinedex.ingest.emulator.EmulatorClient.Answer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kinesisvideo.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesisvideomedia.model.ClientLimitExceededException;
import software.amazon.awssdk.services.kinesisvideomedia.model.InvalidEndpointException;
import software.amazon.awssdk.services.kinesisvideomedia.model.KinesisVideoMediaException;

/** Each fault as a plain client of AWS's SDK and the fragment reader see it. */
class KvsEmulatorTest {
    private static final String STREAM = "gate-2";
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int COUNT = 30;

    private static KvsEmulator kvs;
    private static EmulatorClient client;

    @BeforeAll
    static void start() throws InterruptedException {
        FeedOptions feed = FeedOptions.testCard(STREAM)
                .withFragmentLength(Duration.ofSeconds(1))
                .withDuration(Duration.ofSeconds(COUNT))
                .withPace(FeedOptions.MAX)
                .startingAt(START);
        kvs = KvsEmulator.start(EmulatorOptions.defaults().with(feed));
        assertThat(kvs.awaitFed(STREAM, Duration.ofMinutes(1))).isTrue();
        client = new EmulatorClient(kvs, STREAM);
    }

    @AfterAll
    static void stop() {
        client.close();
        kvs.close();
    }

    @AfterEach
    void clear() {
        kvs.faults().clear();
    }

    @Test
    void withoutFaultsEveryFragmentComes() {
        Answer answer = client.getMedia(COUNT);

        assertThat(answer.failure()).isEmpty();
        assertThat(answer.numbers()).isEqualTo(kvs.ledger(STREAM).numbers()).hasSize(COUNT);
        assertThat(answer.fragments().getFirst().producerStart()).isEqualTo(START);
        assertThat(answer.fragments().getFirst().number().toString()).hasSize(47);
        assertThat(answer.fragments())
                .allSatisfy(fragment -> assertThat(fragment.continuationToken()).isPresent());
    }

    @Test
    void cutsWithinAFragmentByResetAndByEnd() {
        for (String how : List.of("rst", "fin")) {
            kvs.faults().clear();
            kvs.faults().add("cut:name=within,fragment=4,how=" + how);

            Answer answer = client.getMedia(COUNT);

            assertThat(answer.numbers()).isEqualTo(kvs.ledger(STREAM).numbers().subList(0, 3));
            assertThat(answer.failure()).get().isInstanceOf(FramesException.class);
        }
        assertThat(kvs.faults().counts()).containsEntry("within", 2L);
    }

    @Test
    void cutsAfterSoManyBytes() {
        kvs.faults().add("cut:after-bytes=30000,how=fin");

        Answer answer = client.getMedia(COUNT);

        assertThat(answer.failure()).isPresent();
        assertThat(answer.fragments().stream()
                        .mapToInt(f -> f.bytes().remaining())
                        .sum())
                .isLessThanOrEqualTo(30_000);
        assertThat(answer.fragments()).hasSizeGreaterThan(1);
    }

    @Test
    void tellsErrorsWithinTheAnswer() {
        for (int id : ErrorIds.MEDIA.keySet()) {
            kvs.faults().clear();
            kvs.faults().add("in-band-error:fragment=3,id=" + id);

            Answer answer = client.getMedia(COUNT);

            assertThat(answer.fragments()).hasSize(2);
            assertThat(answer.failure())
                    .get()
                    .isInstanceOfSatisfying(
                            InBandErrorException.class,
                            e -> assertThat(e.errorId()).isEqualTo(id));
        }
    }

    @Test
    void refusesWithAwssOwnErrors() {
        kvs.faults().add("error:error=ClientLimitExceededException,call=1");
        kvs.faults().add("error:status=503,call=2");

        assertThat(client.getMedia(1).failure()).get().isInstanceOf(ClientLimitExceededException.class);
        assertThat(client.getMedia(1).failure())
                .get()
                .isInstanceOfSatisfying(
                        KinesisVideoMediaException.class,
                        e -> assertThat(e.statusCode()).isEqualTo(503));
        assertThat(client.getMedia(1).failure()).isEmpty();
    }

    @Test
    void sendsAFragmentTwice() {
        kvs.faults().add("duplicate:fragment=2");

        Answer answer = client.getMedia(5);

        assertThat(answer.numbers().get(1)).isEqualTo(answer.numbers().get(2));
        assertThat(Set.copyOf(answer.numbers())).hasSize(4);
    }

    @Test
    void leavesAFragmentOutThatTheArchiveHas() {
        kvs.faults().add("gap:fragment=3");

        Answer answer = client.getMedia(5);

        assertThat(answer.numbers())
                .doesNotContain(kvs.ledger(STREAM).numbers().get(2))
                .hasSize(5);
        assertThat(client.getFragments(List.of(kvs.ledger(STREAM).numbers().get(2)))
                        .fragments())
                .hasSize(1);
    }

    @Test
    void damagesFragments() {
        kvs.faults().add("corrupt:fragment=3,damage=crc");
        Answer crc = client.getMedia(COUNT);
        assertThat(crc.fragments()).hasSize(2);
        assertThat(crc.failure())
                .get()
                .isInstanceOfSatisfying(
                        FramesException.class, e -> assertThat(e.code()).isEqualTo(FramesException.Code.CHECKSUM));
    }

    @Test
    void takesTagsAndMediaAway() {
        kvs.faults().add("no-token:fragment=2");
        kvs.faults().add("no-lag:fragment=3");
        kvs.faults().add("empty:fragment=4");
        kvs.faults().add("reorder-tags:fragment=5");

        Answer answer = client.getMedia(6);

        assertThat(answer.numbers()).isEqualTo(kvs.ledger(STREAM).numbers().subList(0, 6));
        assertThat(answer.fragments().get(1).continuationToken()).isEmpty();
        assertThat(answer.fragments().get(2).millisBehindNow()).isEmpty();
        assertThat(answer.fragments().get(3).blocks()).isEmpty();
        assertThat(answer.fragments().get(4).continuationToken()).isPresent();
    }

    @Test
    void endsASessionInOrderAlsoWhereNothingComes() {
        kvs.faults().add("session-limit:time=1s");

        Answer answer = client.getMedia(Integer.MAX_VALUE);

        assertThat(answer.failure()).isEmpty();
        assertThat(answer.fragments()).hasSize(COUNT);
    }

    @Test
    void slowsAndStallsAndDelays() {
        kvs.faults().add("drip:bytes-per-second=100000");
        kvs.faults().add("stall:fragment=2,time=100ms");
        kvs.faults().add("stall:after-bytes=100,time=100ms");
        kvs.faults().add("delay:time=100ms");

        assertThat(client.getMedia(3).fragments()).hasSize(3);
        assertThat(kvs.faults().counts()).containsKeys("drip-1", "stall-2", "stall-3", "delay-4");
    }

    @Test
    void movesTheDataEndpoint() {
        kvs.faults().add("endpoint-move:times=1");
        Answer before = client.getMedia(1);
        assertThat(before.failure()).isEmpty();

        var moved = client.dataEndpoint();

        assertThat(moved).isNotEqualTo(kvs.endpoint()).isEqualTo(kvs.dataEndpoint());
        assertThat(client.getMedia(1).failure()).get().isInstanceOf(InvalidEndpointException.class);
        try (EmulatorClient there = new EmulatorClient(kvs, STREAM, moved)) {
            assertThat(there.getMedia(2).fragments()).hasSize(2);
            kvs.moveEndpoint(FaultEffect.OldEndpoint.REFUSE);
            assertThat(there.dataEndpoint()).isNotEqualTo(moved);
        }
        // back to where the other tests look
        kvs.moveHome();
        assertThat(client.dataEndpoint()).isEqualTo(kvs.endpoint());
    }

    @Test
    void cutsOtherOperationsTooAndLeavesExpiredFragmentsOut() throws InterruptedException {
        String stream = "yard";
        kvs.feed(FeedOptions.testCard(stream)
                .withFragmentLength(Duration.ofSeconds(1))
                .withDuration(Duration.ofSeconds(5))
                .withPace(FeedOptions.MAX));
        assertThat(kvs.awaitFed(stream, Duration.ofMinutes(1))).isTrue();
        try (EmulatorClient yard = new EmulatorClient(kvs, stream)) {
            kvs.faults().add("cut:operation=ListFragments,after-bytes=10,call=1");
            assertThat(failureOf(() -> yard.archived().listFragments(r -> r.streamName(stream))))
                    .isInstanceOf(SdkClientException.class);
            kvs.faults().add("expire:fragment=2,call=1");
            assertThat(yard.getMedia(4).fragments()).hasSize(4);
            assertThat(yard.archived().listFragments(r -> r.streamName(stream)).fragments())
                    .hasSize(4);
            Answer listed = yard.getFragments(kvs.ledger(stream).numbers());
            assertThat(listed.failure()).get().isInstanceOf(InBandErrorException.class);
            assertThat(kvs.ledger(stream).expired()).hasSize(1);
        }
    }

    private static Throwable failureOf(Runnable action) {
        try {
            action.run();
            return new AssertionError("nothing was thrown");
        } catch (RuntimeException e) {
            return e;
        }
    }

    @Test
    void deletesStreams() throws InterruptedException {
        String stream = "short-lived";
        kvs.feed(
                FeedOptions.testCard(stream).withDuration(Duration.ofSeconds(4)).withPace(FeedOptions.MAX));
        assertThat(kvs.awaitFed(stream, Duration.ofMinutes(1))).isTrue();
        try (EmulatorClient other = new EmulatorClient(kvs, stream)) {
            kvs.faults().add("recreate-stream:call=1,stream=" + stream);
            other.getMedia(1);
            assertThat(kvs.ledger(stream).fragments()).isEmpty();
            assertThat(kvs.streams()).contains(stream);
            kvs.faults().add("delete-stream:call=1,stream=" + stream);
            other.getMedia(1);
            assertThat(failureOf(() -> other.control().describeStream(r -> r.streamName(stream))))
                    .isInstanceOf(ResourceNotFoundException.class);
        }
    }

    @Test
    void theProducersClockStepsAndFragmentsAreWithheld() throws InterruptedException {
        String stream = "clock";
        kvs.faults().add("clock-jump:stream=clock,fragment=3,by=-10s");
        kvs.faults().add("clock-jump:stream=clock,fragment=5,by=equal");
        kvs.faults().add("withhold:stream=clock,fragment=7");
        kvs.feed(FeedOptions.testCard(stream)
                .withFragmentLength(Duration.ofSeconds(1))
                .withDuration(Duration.ofSeconds(8))
                .withPace(FeedOptions.MAX)
                .startingAt(START));
        assertThat(kvs.awaitFed(stream, Duration.ofMinutes(1))).isTrue();
        try (EmulatorClient other = new EmulatorClient(kvs, stream)) {
            Answer answer = other.getMedia(7);
            assertThat(answer.numbers()).isEqualTo(kvs.ledger(stream).numbers());
            assertThat(answer.fragments().stream()
                            .map(f -> f.producerStart().getEpochSecond() - START.getEpochSecond())
                            .toList())
                    .containsExactly(0L, 1L, -8L, -7L, -7L, -6L, -4L);
            assertThat(kvs.ledger(stream).withheld()).hasSize(1);
        }
    }

    @Test
    void isControlledByHttp() throws IOException, InterruptedException {
        assertThat(http("POST", "/emulator/faults", "gap:name=mine,fragment=1").body())
                .contains("\"mine\"");
        assertThat(client.getMedia(1).numbers())
                .containsExactly(kvs.ledger(STREAM).numbers().get(1));
        assertThat(http("GET", "/emulator/injections", "").body()).contains("\"mine\"");
        assertThat(http("GET", "/emulator/ledger?stream=" + STREAM, "").body())
                .contains("\"count\" : " + COUNT)
                .contains(kvs.ledger(STREAM).digest());
        assertThat(http("DELETE", "/emulator/faults/mine", "").statusCode()).isEqualTo(200);
        assertThat(http("DELETE", "/emulator/faults/mine", "").statusCode()).isEqualTo(404);
        HttpResponse<String> wrong = http("PUT", "/emulator/faults", "faults:\n- fault: cut\n  wen: 3\n");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).startsWith("the request, line 3: key 'wen' is not known");
        assertThat(http("PUT", "/emulator/faults", "faults: [{fault: gap, name: x}]")
                        .body())
                .contains("\"x\"");
        assertThat(http("DELETE", "/emulator/faults", "").statusCode()).isEqualTo(200);
        assertThat(http("GET", "/emulator", "").body()).contains(STREAM).contains(kvs.accessKeyId());
        assertThat(http("GET", "/elsewhere", "").statusCode()).isEqualTo(404);
        assertThat(kvs.faults().status()).isEmpty();
    }

    private static HttpResponse<String> http(String method, String path, String body)
            throws IOException, InterruptedException {
        try (HttpClient web = HttpClient.newHttpClient()) {
            return web.send(
                    HttpRequest.newBuilder(kvs.control().orElseThrow().resolve(path))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
