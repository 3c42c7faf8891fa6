package io.kinedex.ingest.source.kinesisvideo;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.emulator.EmulatorOptions;
import io.kinedex.ingest.emulator.FaultScript;
import io.kinedex.ingest.emulator.FeedOptions;
import io.kinedex.ingest.emulator.KvsEmulator;
import io.kinedex.ingest.stream.SourceConfig.KinesisVideo;
import java.nio.file.Path;
import java.time.Duration;
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
