package io.kinedex.metadata.sink;

import static io.kinedex.metadata.stream.Fragments.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.stream.RocksMetadataStream;
import io.kinedex.metadata.stream.SequenceNumber;
import io.kinedex.metadata.stream.StartPosition;
import io.kinedex.metadata.stream.StreamOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SinkRunnerTest {
    private static final StartPosition HORIZON = new StartPosition.TrimHorizon();
    private static final StartPosition LATEST = new StartPosition.Latest();

    @TempDir
    Path folder;

    private RocksMetadataStream stream;
    private final ScriptedSinks other = new ScriptedSinks();

    @BeforeEach
    void open() {
        stream = RocksMetadataStream.open(
                folder.resolve("stream"), StreamOptions.defaults().withFreeBytesMin(0));
    }

    @AfterEach
    void close() {
        stream.close();
    }

    private SinkRunner start(StartPosition from, String... names) {
        SinkOptions options = SinkOptions.of("other", folder.resolve("sinks"), Set.of(names), from)
                .withPauses(Duration.ofMillis(5), Duration.ofMillis(20));
        return SinkRunner.start(options, stream, other);
    }

    private void publish(String name, int from, int to) {
        for (int fragment = from; fragment <= to; fragment++) {
            append(stream, name, fragment);
        }
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        while (!condition.call()) {
            Thread.sleep(5);
        }
    }

    private static void awaitAcknowledged(SinkRunner runner, long sequence) throws Exception {
        await(() -> runner.status().acknowledged().value() >= sequence);
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    @Test
    void handsOverEverythingInOrder() throws Exception {
        publish("gate", 1, 700);
        try (SinkRunner runner = start(HORIZON)) {
            publish("yard", 1, 300);
            awaitAcknowledged(runner, 1000);
            assertThat(other.taken()).isEqualTo(upTo(1000));
            SinkStatus status = runner.status();
            assertThat(status.state()).isEqualTo(SinkStatus.State.RUNNING);
            assertThat(status.lag()).isZero();
            assertThat(status.behind()).isZero();
            assertThat(status.handed()).isEqualTo(1000);
        }
        assertThat(other.isClosed()).isTrue();
    }

    @Test
    void goesOnAfterTheLastAcknowledgedRecordWhenStartedAgain() throws Exception {
        publish("gate", 1, 10);
        try (SinkRunner runner = start(HORIZON)) {
            awaitAcknowledged(runner, 10);
        }
        publish("gate", 11, 20);
        try (SinkRunner runner = start(HORIZON)) {
            awaitAcknowledged(runner, 20);
        }
        assertThat(other.taken()).isEqualTo(upTo(20));
    }

    @Test
    void handsOverAgainWhatWasNotAcknowledged() throws Exception {
        publish("gate", 1, 5);
        try (SinkRunner runner = start(HORIZON)) {
            awaitAcknowledged(runner, 5);
            other.hold(true);
            publish("gate", 6, 8);
            await(() -> other.taken().size() == 8);
            assertThat(runner.status().lag()).isEqualTo(3);
            assertThat(runner.status().behind()).isPositive();
        }
        other.hold(false);
        try (SinkRunner runner = start(HORIZON)) {
            awaitAcknowledged(runner, 8);
        }
        assertThat(other.taken()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 6L, 7L, 8L);
    }

    @Test
    void triesAgainFromTheFirstRecordThatWasRefused() throws Exception {
        other.refuse(published -> published.sequence().value() == 4);
        publish("gate", 1, 6);
        try (SinkRunner runner = start(HORIZON)) {
            await(() -> runner.status().failures() >= 3);
            assertThat(runner.status().failure())
                    .hasValueSatisfying(text -> assertThat(text).contains("record 4"));
            assertThat(runner.status().acknowledged()).isEqualTo(new SequenceNumber(3));
            other.refuse(_ -> false);
            awaitAcknowledged(runner, 6);
        }
        assertThat(other.taken()).isEqualTo(upTo(6));
        assertThat(other.opened()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void aFirstStartAtTheNewestRecordIsNotMovedByARestart() throws Exception {
        publish("gate", 1, 5);
        other.refuse(_ -> true);
        try (SinkRunner runner = start(LATEST)) {
            publish("gate", 6, 7);
            await(() -> runner.status().failures() > 0);
        }
        other.refuse(_ -> false);
        try (SinkRunner runner = start(LATEST)) {
            awaitAcknowledged(runner, 7);
        }
        assertThat(other.taken()).containsExactly(6L, 7L);
    }

    @Test
    void theCursorPassesRecordsOfOtherStreams() throws Exception {
        publish("gate", 1, 2);
        publish("yard", 1, 40);
        try (SinkRunner runner = start(HORIZON, "gate")) {
            awaitAcknowledged(runner, 2);
            publish("gate", 3, 3);
            awaitAcknowledged(runner, 43);
        }
        assertThat(other.taken()).containsExactly(1L, 2L, 43L);
    }

    @Test
    void beginsAtTheOldestRecordOfAStreamThatWasMadeAnew() throws Exception {
        publish("gate", 1, 9);
        try (SinkRunner runner = start(LATEST)) {
            assertThat(runner.status().acknowledged()).isEqualTo(new SequenceNumber(9));
        }
        stream.close();
        stream = RocksMetadataStream.open(
                folder.resolve("anew"), StreamOptions.defaults().withFreeBytesMin(0));
        publish("gate", 1, 3);
        try (SinkRunner runner = start(LATEST)) {
            awaitAcknowledged(runner, 3);
        }
        assertThat(other.taken()).isEqualTo(upTo(3));
    }

    @Test
    void countsWhatRetentionTookAwayBeforeTheSinkCame() throws Exception {
        publish("gate", 1, 5);
        try (SinkRunner runner = start(HORIZON)) {
            awaitAcknowledged(runner, 5);
        }
        publish("gate", 6, 20);
        stream.close();
        stream = RocksMetadataStream.open(
                folder.resolve("stream"),
                new StreamOptions(4, Duration.ofDays(1), 1, Duration.ofMillis(5), 1 << 20, 1 << 20, 16 << 20, 0));
        await(() -> stream.metrics().records() == 0);
        try (SinkRunner runner = start(HORIZON)) {
            await(() -> runner.status().skipped() == 15);
            awaitAcknowledged(runner, 20);
        }
        assertThat(other.taken()).isEqualTo(upTo(5));
    }

    @Test
    void refusesADamagedCursor() throws Exception {
        Files.createDirectories(folder.resolve("sinks"));
        Files.writeString(folder.resolve("sinks/other.cursor"), "{");
        assertThatThrownBy(() -> start(HORIZON))
                .isInstanceOf(MetadataException.class)
                .hasMessageContaining("other.cursor is damaged");
    }

    @Test
    void endsWhenTheStreamIsClosed() throws Exception {
        try (SinkRunner runner = start(HORIZON)) {
            await(() -> runner.status().state() == SinkStatus.State.RUNNING);
            stream.close();
            await(() -> runner.status().state() == SinkStatus.State.CLOSED);
        }
    }
}
