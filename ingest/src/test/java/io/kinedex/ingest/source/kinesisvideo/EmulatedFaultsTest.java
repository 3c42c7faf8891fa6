package io.kinedex.ingest.source.kinesisvideo;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.emulator.EmulatorOptions;
import io.kinedex.ingest.emulator.FaultScript;
import io.kinedex.ingest.emulator.FeedOptions;
import io.kinedex.ingest.emulator.KvsEmulator;
import io.kinedex.ingest.stream.SourceConfig.KinesisVideo;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real media from the emulator, with everything going wrong at random: the archive is exactly what the ledger says. */
class EmulatedFaultsTest {
    @TempDir
    private Path folder;

    @Test
    void twoMinutesOfAllFaultsLeaveExactlyWhatTheLedgerHas() throws InterruptedException {
        endure(1, Duration.ofMinutes(2), SourceRun.options());
    }

    @Test
    @Tag("heavy")
    void anHourOfAllFaultsLeavesExactlyWhatTheLedgerHas() throws InterruptedException {
        endure(2, Duration.ofHours(1), SourceRun.options());
    }

    /** A backlog of minutes is fetched from the service's archive; what comes then, and goes on coming, by GetMedia. */
    @Test
    void catchesUpFromTheArchiveAndGoesOnBySessions() throws InterruptedException {
        catchUp(FaultScript.empty(), Duration.ofMinutes(10));
    }

    @Test
    void catchesUpWithAllFaultsExactly() throws InterruptedException {
        catchUp(FaultScript.empty().seeded(3).with(FaultScript.random(2)), Duration.ofMinutes(4));
    }

    @Test
    @Tag("heavy")
    void catchesUpAnHourWithAllFaultsExactly() throws InterruptedException {
        catchUp(FaultScript.empty().seeded(4).with(FaultScript.random(1)), Duration.ofHours(1));
    }

    private void catchUp(FaultScript script, Duration backlog) throws InterruptedException {
        AtomicInteger fetches = new AtomicInteger();
        FeedOptions past = FeedOptions.testCard(FakeVideoService.STREAM)
                .withFragmentLength(Duration.ofSeconds(1))
                .startingAt(Instant.now().minus(backlog))
                .withDuration(backlog.plusSeconds(20))
                .withPace(FeedOptions.MAX);
        EmulatorOptions emulated = EmulatorOptions.defaults()
                .signedWith(SourceRun.ACCESS_KEY, SourceRun.SECRET_KEY)
                .with(past)
                .with(script.with(
                        FaultScript.option("delay:time=1ms,operation=GetMediaForFragmentList,name=fetch", 99)))
                .onFault(fault -> fetches.addAndGet(fault.fault().equals("fetch") ? 1 : 0));
        try (KvsEmulator kvs = KvsEmulator.start(emulated)) {
            assertThat(kvs.awaitFed(FakeVideoService.STREAM, Duration.ofMinutes(5)))
                    .isTrue();
            int all = kvs.ledger(FakeVideoService.STREAM).numbers().size();
            try (SourceRun run = new SourceRun(folder, SourceRun.catchingUpBehind(Duration.ofMinutes(1)))
                    .follow(kvs.endpoint().toString(), KinesisVideo.EARLIEST)) {
                run.awaitArchived(all);
                assertThat(run.archived())
                        .as("%s %s", run.status(), kvs.faults().counts())
                        .isEqualTo(kvs.ledger(FakeVideoService.STREAM).numbers());
                assertThat(run.counted(Figures.LOST)).isZero();
                assertThat(run.counted(Figures.SESSIONS))
                        .as("sessions, where only the last seconds need one")
                        .isPositive();
                if (script.faults().isEmpty()) {
                    assertThat(fetches.get()).as("fetches from the archive").isGreaterThan(4);
                    assertThat(run.counted(Figures.SESSIONS)).isOne();
                    assertThat(run.counted(Figures.DUPLICATES)).isZero();
                }
            }
        }
    }

    /** What is left out of the session is as long as the clock's step back, so that producer time goes on without a gap. */
    @Test
    void findsAGapThatProducerTimeHides() throws InterruptedException {
        FeedOptions past = FeedOptions.testCard(FakeVideoService.STREAM)
                .withFragmentLength(Duration.ofSeconds(1))
                .startingAt(Instant.now().minusSeconds(60))
                .withDuration(Duration.ofSeconds(40))
                .withPace(FeedOptions.MAX);
        EmulatorOptions emulated = EmulatorOptions.defaults()
                .signedWith(SourceRun.ACCESS_KEY, SourceRun.SECRET_KEY)
                .with(past)
                .with(FaultScript.empty()
                        .with(FaultScript.option("gap:fragment=20,times=1", 1))
                        .with(FaultScript.option("clock-jump:by=-1s,fragment=21", 2)));
        try (KvsEmulator kvs = KvsEmulator.start(emulated)) {
            assertThat(kvs.awaitFed(FakeVideoService.STREAM, Duration.ofMinutes(5)))
                    .isTrue();
            List<FragmentNumber> all = kvs.ledger(FakeVideoService.STREAM).numbers();
            try (SourceRun run = new SourceRun(folder, SourceRun.options())
                    .follow(kvs.endpoint().toString(), KinesisVideo.EARLIEST)) {
                run.await(() -> run.archived().contains(all.getLast()), "the last fragment");
                assertThat(run.archived()).isEqualTo(all);
                assertThat(run.counted(Figures.RECOVERED)).isOne();
            }
        }
    }

    private void endure(long seed, Duration length, ConsumerOptions options) throws InterruptedException {
        FeedOptions feed = FeedOptions.testCard(FakeVideoService.STREAM)
                .withFragmentLength(Duration.ofSeconds(1))
                .withDuration(length)
                .withPace(FeedOptions.MAX);
        FaultScript script = FaultScript.empty().seeded(seed).with(FaultScript.random(1));
        EmulatorOptions emulated = EmulatorOptions.defaults()
                .signedWith(SourceRun.ACCESS_KEY, SourceRun.SECRET_KEY)
                .with(feed)
                .with(script);
        try (KvsEmulator kvs = KvsEmulator.start(emulated);
                SourceRun run =
                        new SourceRun(folder, options).follow(kvs.endpoint().toString(), KinesisVideo.EARLIEST)) {
            assertThat(kvs.awaitFed(FakeVideoService.STREAM, Duration.ofMinutes(5)))
                    .isTrue();
            run.awaitArchived(kvs.ledger(FakeVideoService.STREAM).numbers().size());
            assertThat(run.archived())
                    .as("%s %s", run.status(), kvs.faults().counts())
                    .isEqualTo(kvs.ledger(FakeVideoService.STREAM).numbers());
            long bytes = run.archived().stream()
                    .map(number -> run.archive().find(SourceRun.NAME, number).orElseThrow())
                    .filter(row -> row.duration().isZero())
                    .mapToLong(ArchivedFragment::length)
                    .sum();
            assertThat(bytes).as("fragments without media").isZero();
        }
    }
}
