package io.kinedex.metadata.stream;

import static io.kinedex.metadata.stream.Fragments.append;
import static io.kinedex.metadata.stream.Fragments.checkpoint;
import static io.kinedex.metadata.stream.Fragments.drain;
import static io.kinedex.metadata.stream.Fragments.numbers;
import static io.kinedex.metadata.stream.Fragments.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.MetadataException.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksMetadataStreamTest {
    private static final StreamOptions OPTIONS = StreamOptions.defaults().withFreeBytesMin(0);

    @TempDir
    Path folder;

    @Test
    void givesBackWhatWasAppended() throws Exception {
        try (RocksMetadataStream stream = RocksMetadataStream.open(folder, OPTIONS)) {
            SequenceNumber sequence = append(stream, "gate", 1);

            Follower follower = stream.follow(new StartPosition.TrimHorizon(), Set.of());
            List<PublishedRecord> records = drain(follower);
            assertThat(records).hasSize(1);
            assertThat(records.getFirst().sequence()).isEqualTo(sequence).isEqualTo(new SequenceNumber(1));
            assertThat(records.getFirst().record()).isEqualTo(record("gate", 1));
            assertThat(stream.checkpoint("gate")).contains(checkpoint("gate", 1));
            assertThat(stream.checkpoint("other")).isEmpty();
        }
    }

    @Test
    void numbersRecordsOverAllShardsWithoutGaps() throws Exception {
        try (RocksMetadataStream stream = RocksMetadataStream.open(folder, OPTIONS)) {
            appendConcurrently(stream, 16, 50);

            List<PublishedRecord> all = drain(stream.follow(new StartPosition.TrimHorizon(), Set.of()));
            assertThat(all)
                    .extracting(published -> published.sequence().value())
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, 800).asLongStream().boxed().toList());
            assertThat(all).extracting(PublishedRecord::arrival).isSorted();
            assertThat(all).extracting(PublishedRecord::shard).containsOnly(0, 1, 2, 3);
            assertThat(stream.latest()).isEqualTo(new SequenceNumber(800));
            assertThat(stream.metrics().commits()).isLessThanOrEqualTo(800);
        }
    }

    @Test
    void keepsTheOrderOfEachStreamName() throws Exception {
        try (RocksMetadataStream stream = RocksMetadataStream.open(folder, OPTIONS)) {
            appendConcurrently(stream, 8, 40);

            for (int name = 0; name < 8; name++) {
                Follower follower = stream.follow(new StartPosition.TrimHorizon(), Set.of("s" + name));
                List<PublishedRecord> own = drain(follower);
                assertThat(own)
                        .extracting(PublishedRecord::shard)
                        .hasSize(40)
                        .containsOnly(own.getFirst().shard());
                assertThat(numbers(own))
                        .containsExactlyElementsOf(IntStream.rangeClosed(1, 40)
                                .mapToObj(Integer::toString)
                                .toList());
            }
        }
    }

    @Test
    void doublesNothingOnReplay() throws Exception {
        try (RocksMetadataStream stream = RocksMetadataStream.open(folder, OPTIONS)) {
            append(stream, "gate", 1);
            append(stream, "gate", 2);
            assertThat(append(stream, "gate", 1)).isEqualTo(new SequenceNumber(2));
            stream.append(List.of(record("gate", 3), record("gate", 3)), checkpoint("gate", 3));
        }
        try (RocksMetadataStream stream = RocksMetadataStream.open(folder, OPTIONS)) {
            append(stream, "gate", 2);
            assertThat(numbers(drain(stream.follow(new StartPosition.TrimHorizon(), Set.of()))))
                    .containsExactly("1", "2", "3");
            assertThat(stream.metrics().replayed()).isEqualTo(1);
        }
    }

    @Test
    void appendsTheSameFragmentAgainForAnotherModel() throws Exception {
        try (RocksMetadataStream stream = RocksMetadataStream.open(folder, OPTIONS)) {
            append(stream, "gate", 1);
            append(stream, "gate", 2);
            stream.append(List.of(record("gate", 1, "f".repeat(64))), checkpoint("gate", 1));

            assertThat(numbers(drain(stream.follow(new StartPosition.TrimHorizon(), Set.of()))))
                    .containsExactly("1", "2", "1");
        }
    }

    @Test
    void neverMovesACheckpointBack() {
        try (RocksMetadataStream stream = RocksMetadataStream.open(folder, OPTIONS)) {
            stream.append(List.of(), checkpoint("gate", 9));
            stream.append(List.of(), checkpoint("gate", 10));
            stream.append(List.of(), checkpoint("gate", 9));
            assertThat(stream.checkpoint("gate")).contains(checkpoint("gate", 10));

            Checkpoint huge = new Checkpoint("gate", "9".repeat(47), "{}");
            stream.append(List.of(), huge);
            assertThat(stream.checkpoint("gate")).contains(huge);
        }
    }

    @Test
    void replacesTheStateOfTheSameFragment() {
        try (RocksMetadataStream stream = RocksMetadataStream.open(folder, OPTIONS)) {
            stream.append(List.of(), new Checkpoint("gate", "7", "old"));
            stream.append(List.of(), new Checkpoint("gate", "007", "new"));
            assertThat(stream.checkpoint("gate").orElseThrow().state()).isEqualTo("new");
        }
    }

    @Test
    void keepsEverythingWhenOpenedAgain() throws Exception {
        String identity;
        List<PublishedRecord> before;
        try (RocksMetadataStream stream = RocksMetadataStream.open(folder, OPTIONS)) {
            appendConcurrently(stream, 4, 10);
            identity = stream.identity();
            before = drain(stream.follow(new StartPosition.TrimHorizon(), Set.of()));
        }
        try (RocksMetadataStream stream = RocksMetadataStream.open(folder, OPTIONS.withShards(9))) {
            assertThat(stream.identity()).isEqualTo(identity);
            assertThat(stream.shards()).as("settled when the folder was made").isEqualTo(4);
            assertThat(drain(stream.follow(new StartPosition.TrimHorizon(), Set.of())))
                    .isEqualTo(before);
            assertThat(append(stream, "s1", 11)).isEqualTo(new SequenceNumber(41));
            assertThat(stream.streams()).extracting(StreamStatus::name).containsExactly("s0", "s1", "s2", "s3");
            assertThat(stream.streams().get(1).appended()).isEqualTo(11);
            assertThat(stream.streams().get(1).latest()).isEqualTo(new SequenceNumber(41));
            assertThat(stream.metrics().records()).isEqualTo(41);
        }
    }

    @Test
    void givesArrivalsThatNeverStepBack() throws Exception {
        AtomicLong clock = new AtomicLong(5000);
        InstantSource source = () -> java.time.Instant.ofEpochMilli(clock.get());
        try (RocksMetadataStream stream = RocksMetadataStream.open(folder, OPTIONS, source, () -> Long.MAX_VALUE)) {
            append(stream, "gate", 1);
            clock.set(3000);
            append(stream, "gate", 2);
        }
        clock.set(1000);
        try (RocksMetadataStream stream = RocksMetadataStream.open(folder, OPTIONS, source, () -> Long.MAX_VALUE)) {
            append(stream, "gate", 3);
            clock.set(9000);
            append(stream, "gate", 4);
            assertThat(drain(stream.follow(new StartPosition.TrimHorizon(), Set.of())))
                    .extracting(published -> published.arrival().toEpochMilli())
                    .containsExactly(5000L, 5000L, 5000L, 9000L);
        }
    }

    @Test
    void refusesAFolderThatIsInUse() {
        try (RocksMetadataStream stream = RocksMetadataStream.open(folder, OPTIONS)) {
            assertThat(stream.shards()).isEqualTo(4);
            assertThatThrownBy(() -> RocksMetadataStream.open(folder, OPTIONS))
                    .isInstanceOfSatisfying(
                            MetadataException.class, e -> assertThat(e.code()).isEqualTo(Code.IN_USE))
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void refusesAFolderThatCannotBeMade() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");
        assertThatThrownBy(() -> RocksMetadataStream.open(file, OPTIONS))
                .isInstanceOfSatisfying(
                        MetadataException.class, e -> assertThat(e.code()).isEqualTo(Code.DISK))
                .hasMessageContaining(file.toString());
    }

    @Test
    void refusesAppendsWhileTheDiskIsNearlyFullAndGoesOnAfterwards() throws Exception {
        AtomicLong free = new AtomicLong(300L << 20);
        try (RocksMetadataStream stream = RocksMetadataStream.open(
                folder, OPTIONS.withFreeBytesMin(256 << 20), InstantSource.system(), free::get)) {
            append(stream, "gate", 1);
            free.set(100L << 20);
            assertThatThrownBy(() -> append(stream, "gate", 2))
                    .isInstanceOfSatisfying(
                            MetadataException.class, e -> assertThat(e.code()).isEqualTo(Code.DISK))
                    .hasMessageContaining("100 MB free")
                    .hasMessageContaining("nothing was appended");
            assertThat(stream.checkpoint("gate")).contains(checkpoint("gate", 1));
            free.set(1L << 40);
            assertThat(append(stream, "gate", 2)).isEqualTo(new SequenceNumber(2));
        }
    }

    @Test
    void refusesARecordThatIsTooLarge() {
        StreamOptions small = new StreamOptions(
                1,
                OPTIONS.retentionAge(),
                OPTIONS.retentionBytes(),
                OPTIONS.retentionInterval(),
                1 << 20,
                1 << 20,
                1024,
                0);
        try (RocksMetadataStream stream = RocksMetadataStream.open(folder, small)) {
            assertThatThrownBy(() -> append(stream, "n".repeat(1000), 1))
                    .isInstanceOfSatisfying(
                            MetadataException.class, e -> assertThat(e.code()).isEqualTo(Code.BAD_RECORD))
                    .hasMessageContaining("at most 1024");
            assertThatIllegalArgumentException().isThrownBy(() -> append(stream, "n".repeat(2000), 1));
        }
    }

    @Test
    void refusesAppendsAfterClose() {
        RocksMetadataStream stream = RocksMetadataStream.open(folder, OPTIONS);
        stream.close();
        stream.close();
        assertThatThrownBy(() -> append(stream, "gate", 1))
                .isInstanceOfSatisfying(
                        MetadataException.class, e -> assertThat(e.code()).isEqualTo(Code.CLOSED));
        assertThatThrownBy(() -> stream.checkpoint("gate")).isInstanceOf(MetadataException.class);
        assertThatThrownBy(() -> stream.follow(new StartPosition.Latest(), Set.of()))
                .isInstanceOf(MetadataException.class);
    }

    private static void appendConcurrently(MetadataStream stream, int names, int fragments) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            for (int name = 0; name < names; name++) {
                String own = "s" + name;
                done.add(threads.submit(() -> {
                    for (int fragment = 1; fragment <= fragments; fragment++) {
                        append(stream, own, fragment);
                    }
                }));
            }
            for (Future<?> future : done) {
                future.get();
            }
        }
    }
}
