package io.kinedex.metadata.stream;

import static io.kinedex.metadata.stream.Fragments.append;
import static io.kinedex.metadata.stream.Fragments.checkpoint;
import static io.kinedex.metadata.stream.Fragments.drain;
import static io.kinedex.metadata.stream.Fragments.numbers;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.RecordJson;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    private static final StreamOptions OPTIONS =
            StreamOptions.defaults().withFreeBytesMin(0).withRetention(Duration.ofSeconds(10), 1 << 30);

    @TempDir
    Path folder;

    private final AtomicLong clock = new AtomicLong();

    @Test
    void forgetsWhatIsTooOld() throws Exception {
        try (RocksMetadataStream stream = open(OPTIONS)) {
            appendOnePerSecond(stream, 1, 20);

            assertThat(stream.trim()).isEqualTo(9);
            assertThat(stream.trim()).isZero();
            Follower follower = stream.follow(new StartPosition.TrimHorizon(), Set.of());
            assertThat(numbers(drain(follower))).startsWith("10").hasSize(11);
            assertThat(follower.skipped()).isZero();
            assertThat(stream.metrics().records()).isEqualTo(11);
            assertThat(stream.metrics().appended()).isEqualTo(20);
            assertThat(stream.metrics().horizon()).isEqualTo(new SequenceNumber(10));
        }
    }

    @Test
    void forgetsWhatIsTooMuch() throws Exception {
        long size = RecordJson.write(Fragments.record("s1", 11)).length;
        try (RocksMetadataStream stream = open(OPTIONS.withRetention(Duration.ofDays(1), 5 * size))) {
            appendOnePerSecond(stream, 11, 30);

            assertThat(stream.trim()).isEqualTo(15);
            assertThat(stream.metrics().bytes()).isEqualTo(5 * size);
            assertThat(numbers(drain(stream.follow(new StartPosition.TrimHorizon(), Set.of()))))
                    .containsExactly("26", "27", "28", "29", "30");
        }
    }

    @Test
    void takesAFollowerThatFellBehindToTheHorizonAndTellsWhatItMissed() throws Exception {
        try (RocksMetadataStream stream = open(OPTIONS)) {
            appendOnePerSecond(stream, 1, 5);
            Follower follower = stream.follow(new StartPosition.TrimHorizon(), Set.of());
            assertThat(follower.poll(2, Duration.ZERO)).hasSize(2);
            appendOnePerSecond(stream, 6, 20);
            stream.trim();

            assertThat(numbers(drain(follower))).startsWith("10").hasSize(11);
            assertThat(follower.skipped()).isEqualTo(7);
            Follower late = stream.follow(new StartPosition.AtSequence(new SequenceNumber(1)), Set.of());
            assertThat(drain(late)).hasSize(11);
            assertThat(late.skipped()).isEqualTo(9);
        }
    }

    @Test
    void neverGivesANumberTwiceNorLosesACheckpoint() throws Exception {
        String before;
        try (RocksMetadataStream stream = open(OPTIONS)) {
            appendOnePerSecond(stream, 1, 20);
            before = stream.identity();
            clock.addAndGet(3_600_000);
            assertThat(stream.trim()).isEqualTo(20);
            assertThat(drain(stream.follow(new StartPosition.TrimHorizon(), Set.of())))
                    .isEmpty();
        }
        try (RocksMetadataStream stream = open(OPTIONS)) {
            assertThat(stream.identity()).isEqualTo(before);
            assertThat(stream.metrics().records()).isZero();
            assertThat(stream.metrics().bytes()).isZero();
            assertThat(stream.checkpoint("s1")).contains(checkpoint("s1", 20));
            assertThat(stream.latest()).isEqualTo(new SequenceNumber(20));
            assertThat(append(stream, "s1", 21)).isEqualTo(new SequenceNumber(21));
            assertThat(numbers(drain(stream.follow(new StartPosition.AtTime(Instant.ofEpochMilli(0)), Set.of()))))
                    .containsExactly("21");
        }
    }

    @Test
    void forgetsIdsWithTheirRecords() throws Exception {
        try (RocksMetadataStream stream = open(OPTIONS)) {
            appendOnePerSecond(stream, 1, 20);
            stream.trim();
            append(stream, "s1", 15);
            assertThat(stream.latest()).as("is still kept").isEqualTo(new SequenceNumber(20));
            append(stream, "s1", 5);
            assertThat(stream.latest()).as("was forgotten").isEqualTo(new SequenceNumber(21));
        }
    }

    @Test
    void forgetsMoreThanOneStepHolds() throws Exception {
        try (RocksMetadataStream stream = open(OPTIONS)) {
            for (int batch = 0; batch < 25; batch++) {
                List<MetadataRecord> records = new ArrayList<>();
                for (int i = 1; i <= 1000; i++) {
                    records.add(Fragments.record("s" + batch, i));
                }
                stream.append(records, checkpoint("s" + batch, 1000));
            }
            clock.addAndGet(3_600_000);
            append(stream, "last", 1);
            assertThat(stream.trim()).isEqualTo(25_000);
            assertThat(numbers(drain(stream.follow(new StartPosition.TrimHorizon(), Set.of()))))
                    .containsExactly("1");
        }
    }

    private RocksMetadataStream open(StreamOptions options) {
        return RocksMetadataStream.open(folder, options, () -> Instant.ofEpochMilli(clock.get()), () -> Long.MAX_VALUE);
    }

    private void appendOnePerSecond(MetadataStream stream, int first, int last) {
        for (int fragment = first; fragment <= last; fragment++) {
            clock.set(fragment * 1000L);
            append(stream, "s1", fragment);
        }
    }
}
