package io.kinedex.ingest.source.kinesisvideo;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentLimits;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.archive.FragmentArchive.Placing;
import io.kinedex.ingest.source.kinesisvideo.FakeVideoService.Act;
import io.kinedex.ingest.stream.SourceConfig.KinesisVideo;
import io.kinedex.ingest.stream.SourceStatus.State;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can go wrong between a node and Kinesis Video, one after the other and all at random: no fragment is lost or doubled. */
class KinesisVideoSourcesTest {
    private static final BigInteger FIRST = new BigInteger("91343852333181432392682062607724920111437915647");
    private static final Duration LENGTH = Duration.ofMillis(1_500);

    @TempDir
    private Path folder;

    private FakeVideoService service;
    private final List<TinyFragment> made = new ArrayList<>();
    private Instant clock = Instant.now().minus(Duration.ofMinutes(90));

    @BeforeEach
    void start() throws IOException {
        service = new FakeVideoService();
    }

    @AfterEach
    void end() {
        service.close();
    }

    /** The next fragments of the stream, one after the other. */
    private void make(int count) {
        for (int i = 0; i < count; i++) {
            TinyFragment fragment = new TinyFragment(
                    new FragmentNumber(FIRST.add(BigInteger.valueOf(5_000L * made.size()))),
                    clock.plusMillis(300),
                    clock,
                    LENGTH,
                    200);
            made.add(fragment);
            service.add(fragment);
            clock = clock.plus(LENGTH);
        }
    }

    private List<FragmentNumber> numbers() {
        return made.stream().map(TinyFragment::number).toList();
    }

    private SourceRun run(ConsumerOptions options) {
        return new SourceRun(folder, options);
    }

    private SourceRun followed(String start) {
        return run(SourceRun.options()).follow(service.endpoint(), start);
    }

    private static boolean isLive(SourceRun run) {
        return run.status().state() == State.LIVE;
    }

    @Test
    void everyFragmentIsInTheArchiveAsSoonAsItsLastByteIsIn() {
        make(3);
        try (SourceRun run = followed(KinesisVideo.EARLIEST)) {
            run.awaitArchived(3);
            make(1);
            run.awaitArchived(4);
            assertThat(run.archived()).isEqualTo(numbers());
            assertThat(run.status().state()).isEqualTo(State.LIVE);
            assertThat(run.status().lastFragment())
                    .isEqualTo(numbers().getLast().toString());
            assertThat(run.status().behind()).contains(Duration.ZERO);
            assertThat(run.archive().newest(SourceRun.NAME).orElseThrow().received())
                    .isEqualTo(Instant.ofEpochMilli(made.getLast().server().toEpochMilli()));
            assertThat(service.calls("getMedia")).isEqualTo(1);
        }
    }

    @Test
    void whatIsFollowedFromNowBeginsWithTheNextFragmentAlsoAfterACut() {
        make(3);
        service.script(0, Act.CUT, 0);
        try (SourceRun run = followed(KinesisVideo.CHECKPOINT)) {
            run.await(() -> isLive(run), "session");
            clock = Instant.now();
            make(4);
            run.awaitArchived(4);
            assertThat(run.archived()).isEqualTo(numbers().subList(3, 7));
        }
        assertThat(service.starts()).startsWith("NOW", "SERVER_TIMESTAMP");
    }

    @Test
    void goesOnAfterTheLastFragmentWhenTheNodeStartsAgain() {
        make(5);
        try (SourceRun run = followed(KinesisVideo.EARLIEST)) {
            run.awaitArchived(5);
        }
        make(5);
        try (SourceRun run = followed(KinesisVideo.CHECKPOINT)) {
            run.awaitArchived(10);
            assertThat(run.archived()).isEqualTo(numbers());
            assertThat(run.status().counts().duplicates()).isZero();
        }
        assertThat(service.starts()).containsExactly("EARLIEST", "CONTINUATION_TOKEN");
    }

    @Test
    void startNowPassesOverWhatCameWhileTheNodeWasDown() {
        make(2);
        try (SourceRun run = followed(KinesisVideo.EARLIEST)) {
            run.awaitArchived(2);
        }
        make(3);
        try (SourceRun run = followed(KinesisVideo.NOW)) {
            run.await(() -> isLive(run), "session");
            make(1);
            run.awaitArchived(3);
            assertThat(run.archived())
                    .containsExactly(
                            numbers().get(0), numbers().get(1), numbers().get(5));
            assertThat(run.counted(Figures.GAPS)).isZero();
        }
    }

    @Test
    void sessionsThatEndAreFollowedByTheNextAfterTheLastFragment() {
        make(20);
        for (Act act : List.of(Act.END, Act.CUT, Act.ERROR, Act.DAMAGE, Act.JUNK)) {
            service.script(2, act, act == Act.ERROR ? 5000 : 0);
        }
        try (SourceRun run = followed(KinesisVideo.EARLIEST)) {
            run.awaitArchived(20);
            assertThat(run.archived()).isEqualTo(numbers());
            for (String reason : List.of("session-ended", "connection-cut", "in-band-error", "damaged")) {
                assertThat(run.counted(Figures.RECONNECTS, "reason", reason))
                        .as(reason)
                        .isPositive();
            }
            assertThat(run.counted(Figures.ERRORS, "id", "5000")).isEqualTo(1);
            assertThat(service.readersMax()).isLessThanOrEqualTo(3);
        }
    }

    @Test
    void everyInBandErrorIsCountedAndOvercome() {
        make(12);
        List<Integer> ids = List.of(3002, 4500, 4501, 4502, 4503, 4504, 4505, 4506, 5000, 4000);
        ids.forEach(id -> service.script(1, Act.ERROR, id));
        try (SourceRun run = followed(KinesisVideo.EARLIEST)) {
            run.awaitArchived(12);
            assertThat(run.archived()).isEqualTo(numbers());
            ids.forEach(id ->
                    assertThat(run.counted(Figures.ERRORS, "id", id.toString())).isEqualTo(1));
            assertThat(run.counted(Figures.RECONNECTS, "reason", "key-unusable"))
                    .isEqualTo(7);
        }
    }

    @Test
    void refusedCallsAreTriedAgain() {
        make(4);
        service.refuse("describeStream", 500, "InternalFailure", 1);
        service.refuse("getDataEndpoint", 400, "ClientLimitExceededException", 1);
        service.refuse("getMedia", 400, "ConnectionLimitExceededException", 2);
        service.refuse("getMedia", 503, "ServiceUnavailable", 1);
        service.refuse("getMedia", 403, "ExpiredTokenException", 1);
        service.refuse("getMedia", 401, "NotAuthorizedException", 1);
        service.refuse("getMedia", 400, "InvalidEndpointException", 1);
        try (SourceRun run = followed(KinesisVideo.EARLIEST)) {
            run.awaitArchived(4);
            assertThat(run.archived()).isEqualTo(numbers());
            assertThat(run.counted(Figures.THROTTLES)).isEqualTo(3);
            assertThat(run.counted(Figures.RECONNECTS, "reason", "refused")).isEqualTo(2);
            assertThat(run.counted(Figures.RECONNECTS, "reason", "service-error"))
                    .isEqualTo(2);
        }
    }

    @Test
    void wrongPermissionsAreVisibleAndHealWhenTheyAreGiven() {
        make(2);
        service.refuse("getMedia", 403, "AccessDeniedException", 1_000);
        try (SourceRun run = followed(KinesisVideo.EARLIEST)) {
            run.await(() -> run.status().state() == State.FAILED, "failed");
            assertThat(run.status().reason()).contains("403 AccessDeniedException");
        }
    }

    @Test
    void streamThatMayNotBeDescribedIsReadWithoutItsArchiveAndNeverTwice() {
        make(3);
        service.refuse("describeStream", 403, "AccessDeniedException", 1);
        service.script(3, Act.END, 0);
        try (SourceRun run = followed(KinesisVideo.EARLIEST)) {
            run.awaitArchived(3);
            run.await(() -> service.calls("getMedia") == 2, "second session");
            make(2);
            run.awaitArchived(5);
            assertThat(run.archived()).isEqualTo(numbers());
            assertThat(run.archive().positions(SourceRun.NAME)).hasSize(2);
        }
    }

    @Test
    void duplicatesAreDropped() {
        make(10);
        service.script(5, Act.REPEAT, 4);
        try (SourceRun run = followed(KinesisVideo.EARLIEST)) {
            run.awaitArchived(10);
            assertThat(run.archived()).isEqualTo(numbers());
            assertThat(run.counted(Figures.DUPLICATES)).isEqualTo(4);
        }
    }

    @Test
    void missingFragmentsAreFetchedFromTheServicesArchive() {
        make(12);
        numbers().subList(4, 7).forEach(service::hide);
        service.hide(numbers().get(9));
        try (SourceRun run = followed(KinesisVideo.EARLIEST)) {
            run.awaitArchived(12);
            assertThat(run.archived()).isEqualTo(numbers());
            assertThat(run.counted(Figures.GAPS, "outcome", "repaired")).isEqualTo(2);
            assertThat(run.counted(Figures.RECOVERED)).isEqualTo(4);
        }
    }

    @Test
    void gapThatNobodyCanFillIsCounted() {
        make(3);
        clock = clock.plusSeconds(60);
        make(3);
        try (SourceRun run = followed(KinesisVideo.EARLIEST)) {
            run.awaitArchived(6);
            assertThat(run.counted(Figures.GAPS, "outcome", "empty")).isEqualTo(1);
        }
    }

    @Test
    void gapOfAStreamWithoutArchiveIsCountedAsUnknown() {
        service.retention(0);
        make(6);
        service.hide(numbers().get(3));
        try (SourceRun run = followed(KinesisVideo.EARLIEST)) {
            run.awaitArchived(5);
            assertThat(run.counted(Figures.GAPS, "outcome", "unknown")).isEqualTo(1);
            assertThat(service.calls("listFragments")).isZero();
        }
    }

    @Test
    void fragmentThatIsAlwaysDamagedOverSessionsIsFetchedFromTheArchive() {
        make(8);
        service.breakOnSessions(numbers().get(3));
        try (SourceRun run = followed(KinesisVideo.EARLIEST)) {
            run.awaitArchived(8);
            assertThat(run.archived()).isEqualTo(numbers());
        }
    }

    @Test
    void fragmentThatIsAlwaysDamagedAndNowhereElseIsPassedOver() {
        service.retention(0);
        make(8);
        service.breakOnSessions(numbers().get(3));
        try (SourceRun run = followed(KinesisVideo.EARLIEST)) {
            run.awaitArchived(7);
            assertThat(run.archived()).hasSize(7).doesNotContain(numbers().get(3));
            assertThat(run.counted(Figures.LOST)).isEqualTo(1);
        }
    }

    @Test
    void checkpointThatTheServiceHasForgottenLeavesACountedGap() {
        make(6);
        try (SourceRun run = followed(KinesisVideo.EARLIEST)) {
            run.awaitArchived(6);
        }
        make(10);
        numbers().subList(0, 9).forEach(service::expire);
        try (SourceRun run = followed(KinesisVideo.CHECKPOINT)) {
            run.awaitArchived(13);
            List<FragmentNumber> expected = new ArrayList<>(numbers().subList(0, 6));
            expected.addAll(numbers().subList(9, 16));
            assertThat(run.archived()).isEqualTo(expected);
            assertThat(run.counted(Figures.GAPS)).isEqualTo(1);
            assertThat(run.counted(Figures.ERRORS, "id", "4000")).isEqualTo(1);
        }
    }

    @Test
    void clocksThatStepBackOrStandStillKeepTheOrderOfNumbers() {
        make(3);
        clock = clock.minusSeconds(30);
        make(2);
        clock = clock.minus(LENGTH);
        make(2);
        try (SourceRun run = followed(KinesisVideo.EARLIEST)) {
            run.awaitArchived(7);
            assertThat(run.archived()).isEqualTo(numbers());
            assertThat(run.counted(Figures.CLOCK_STEPS)).isEqualTo(2);
        }
    }

    @Test
    void idleStreamIsAskedAgainAndIsNoFailure() {
        make(2);
        try (SourceRun run =
                run(SourceRun.idleAfter(Duration.ofMillis(300))).follow(service.endpoint(), KinesisVideo.EARLIEST)) {
            run.awaitArchived(2);
            run.await(() -> run.counted(Figures.RECONNECTS, "reason", "idle") >= 2, "idle sessions");
            make(1);
            run.awaitArchived(3);
            assertThat(run.archived()).isEqualTo(numbers());
            assertThat(run.status().state()).isEqualTo(State.LIVE);
        }
    }

    @Test
    void streamThatIsNotThereYetIsAwaitedAndTakenFromItsBeginning() {
        service.there(false);
        try (SourceRun run = followed(KinesisVideo.CHECKPOINT)) {
            run.await(() -> run.status().state() == State.WAITING, "waiting");
            assertThat(run.status().reason()).contains("ResourceNotFoundException");
            make(2);
            service.there(true);
            run.awaitArchived(2);
            assertThat(run.archived()).isEqualTo(numbers());
        }
    }

    @Test
    void streamThatIsCreatedAgainIsAnotherOne() {
        make(3);
        try (SourceRun run = followed(KinesisVideo.EARLIEST)) {
            run.awaitArchived(3);
            service.createAgain();
            List<FragmentNumber> before = numbers();
            made.clear();
            make(4);
            run.awaitArchived(7);
            assertThat(run.archived()).hasSize(7).startsWith(before.toArray(FragmentNumber[]::new));
            assertThat(run.archive().positions(SourceRun.NAME)).hasSize(2);
        }
    }

    @Test
    void catchesUpInOrderFromTheServicesArchiveAndChangesToASession() {
        make(1_500);
        service.expire(numbers().get(700));
        try (SourceRun run = run(SourceRun.catchingUpBehind(Duration.ofMinutes(2)))
                .follow(service.endpoint(), KinesisVideo.EARLIEST)) {
            run.awaitArchived(1_499);
            clock = Instant.now();
            make(5);
            run.awaitArchived(1_504);
            List<FragmentNumber> expected = new ArrayList<>(numbers());
            expected.remove(700);
            assertThat(run.archived()).isEqualTo(expected);
            assertThat(run.status().counts().sessions()).isEqualTo(1);
            assertThat(run.status().counts().duplicates()).isZero();
        }
        assertThat(service.starts()).containsExactly("FRAGMENT_NUMBER");
        assertThat(service.calls("getMediaForFragmentList")).isGreaterThan(10);
    }

    @Test
    void fullDiskLosesNothing() throws IOException {
        make(4);
        try (SourceRun run = followed(KinesisVideo.EARLIEST)) {
            run.awaitArchived(4);
        }
        Path files = folder.resolve("streams").resolve(SourceRun.NAME);
        Path aside = folder.resolve("aside");
        Files.move(files, aside);
        Files.writeString(files, "in the way");
        make(4);
        try (SourceRun run = followed(KinesisVideo.CHECKPOINT)) {
            run.await(() -> run.status().state() == State.WAITING, "waiting for the disk");
            assertThat(run.archive().lastOrdinal(SourceRun.NAME)).isEqualTo(4);
            Files.delete(files);
            Files.move(aside, files);
            run.awaitArchived(8);
            assertThat(run.archived()).isEqualTo(numbers());
        }
    }

    @Test
    void numbersGoOnWhereFilesCameInBetween() {
        make(2);
        try (SourceRun run = followed(KinesisVideo.EARLIEST)) {
            run.awaitArchived(2);
            Fragment other = Fragment.parse(made.getFirst().live(0), FragmentLimits.DEFAULTS);
            FragmentNumber far = new FragmentNumber(FIRST.multiply(BigInteger.TEN));
            run.archive().append(SourceRun.NAME, other, new Placing(far, Duration.ZERO, true));
            make(1);
            run.awaitArchived(4);
            assertThat(run.archived().subList(2, 4)).containsExactly(far, far.next());
            assertThat(run.status().lastFragment())
                    .isEqualTo(numbers().getLast().toString());
        }
    }

    @Test
    void settingAndRemovingTheSourceTakesEffectAtOnce() {
        make(2);
        try (SourceRun run = followed(KinesisVideo.EARLIEST)) {
            run.awaitArchived(2);
            run.leave();
            make(2);
            run.follow(service.endpoint(), KinesisVideo.CHECKPOINT);
            run.awaitArchived(4);
            assertThat(run.archived()).isEqualTo(numbers());
        }
    }

    @Test
    void allFaultsAtRandomLeaveTheExactFragments() {
        endure(11, 300, SourceRun.options());
    }

    @Test
    void allFaultsAtRandomWhileCatchingUpLeaveTheExactFragments() {
        endure(12, 300, SourceRun.catchingUpBehind(Duration.ofMinutes(2)));
    }

    @Test
    @Tag("heavy")
    void anHourOfAllFaultsAtRandomLeavesTheExactFragments() {
        endure(1, 2_400, SourceRun.options());
    }

    @Test
    @Tag("heavy")
    void anHourOfBacklogWithAllFaultsAtRandomLeavesTheExactFragments() {
        endure(2, 2_400, SourceRun.catchingUpBehind(Duration.ofMinutes(2)));
    }

    private void endure(int seed, int count, ConsumerOptions options) {
        Random random = new Random(seed);
        service.chance(new Random(seed));
        make(count / 2);
        for (FragmentNumber number : numbers()) {
            if (random.nextInt(40) == 0) {
                service.hide(number);
            }
        }
        try (SourceRun run = run(options).follow(service.endpoint(), KinesisVideo.EARLIEST)) {
            run.awaitArchived(count / 4);
            while (made.size() < count) {
                make(Math.min(1 + random.nextInt(5), count - made.size()));
                run.awaitArchived(made.size() - 10);
            }
            run.awaitArchived(count);
            assertThat(run.archived()).as("seed %d, %s", seed, run.status()).isEqualTo(numbers());
            assertThat(run.status().counts().fragments()).isEqualTo(count);
            assertThat(service.readersMax()).isLessThanOrEqualTo(3);
        }
    }
}
