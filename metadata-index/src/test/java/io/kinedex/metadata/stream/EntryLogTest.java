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
import io.kinedex.metadata.record.RecordJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.WriteBatch;

class EntryLogTest {
    private static final StreamOptions OPTIONS = StreamOptions.defaults().withFreeBytesMin(0);
    private static final SequenceNumber NONE = new SequenceNumber(0);

    @TempDir
    Path folder;

    private final AtomicLong clock = new AtomicLong(1_000_000);

    @Test
    void givesBackDocumentsAsTheyWere() throws Exception {
        byte[] bytes = {0, -1, 127, -128, '{'};
        try (RocksMetadataStream log = open(OPTIONS.withShards(1))) {
            List<EntryLog.Place> places = log.put(List.of(document("a", bytes), document("ü", new byte[0])));

            assertThat(places)
                    .containsExactly(
                            new EntryLog.Place(0, new SequenceNumber(1)), new EntryLog.Place(0, new SequenceNumber(2)));
            List<Entry> entries = log.read(0, NONE, 10, 1 << 20).entries();
            assertThat(entries).extracting(Entry::key).containsExactly("a", "ü");
            assertThat(entries).extracting(Entry::isForeign).containsOnly(true);
            assertThat(entries).extracting(Entry::arrival).containsOnly(Instant.ofEpochMilli(1_000_000));
            assertThat(data(entries.getFirst())).isEqualTo(bytes);
            assertThat(entries.getLast().size()).isZero();
        }
    }

    @Test
    void showsRecordsAsTheJsonThatIsKeptBesideDocumentsThatFollowersDoNotSee() throws Exception {
        try (RocksMetadataStream log = open(OPTIONS.withShards(1))) {
            append(log, "gate", 1);
            log.put(List.of(document("gate", utf8("{\"not\":\"a record\"}"))));
            append(log, "gate", 2);

            List<Entry> entries = log.read(0, NONE, 10, 1 << 20).entries();
            assertThat(entries).extracting(Entry::isForeign).containsExactly(false, true, false);
            assertThat(entries).extracting(Entry::key).containsOnly("gate");
            assertThat(data(entries.getFirst())).isEqualTo(RecordJson.write(record("gate", 1)));

            Follower all = log.follow(new StartPosition.TrimHorizon(), Set.of());
            assertThat(numbers(drain(all))).containsExactly("1", "2");
            Follower one = log.follow(new StartPosition.TrimHorizon(), Set.of("gate"));
            assertThat(numbers(drain(one))).containsExactly("1", "2");
            assertThat(one.position()).isEqualTo(new SequenceNumber(3));
            assertThat(log.metrics().records()).isEqualTo(3);
            assertThat(log.streams()).extracting(StreamStatus::appended).containsExactly(2L);
        }
    }

    @Test
    void knowsNoStreamNamesFromPartitionKeys() {
        try (RocksMetadataStream log = open(OPTIONS)) {
            log.put(List.of(document("somebody's", utf8("1"))));
            assertThat(log.streams()).isEmpty();
        }
    }

    @Test
    void keepsDocumentsOverARestartAndWaitsForNoneThatIsThere() throws Exception {
        EntryLog.Place place;
        try (RocksMetadataStream log = open(OPTIONS)) {
            place = log.put(List.of(document("key", utf8("1")))).getFirst();
        }
        try (RocksMetadataStream log = open(OPTIONS)) {
            assertThat(log.await(place.shard(), NONE, Duration.ZERO)).isTrue();
            assertThat(log.await(place.shard(), place.sequence(), Duration.ZERO))
                    .isFalse();
            assertThat(log.read(place.shard(), NONE, 1, 1).entries()).hasSize(1);
            assertThat(log.latest()).isEqualTo(place.sequence());
        }
    }

    @Test
    void putsTheSameDocumentTwice() {
        try (RocksMetadataStream log = open(OPTIONS.withShards(1))) {
            log.put(List.of(document("key", utf8("1")), document("key", utf8("1"))));
            log.put(List.of(document("key", utf8("1"))));
            assertThat(log.read(0, NONE, 10, 1 << 20).entries()).hasSize(3);
            assertThat(log.put(List.of())).isEmpty();
        }
    }

    @Test
    void readsPagesThatMeet() throws Exception {
        try (RocksMetadataStream log = open(OPTIONS.withShards(1))) {
            log.put(IntStream.range(0, 100)
                    .mapToObj(i -> document("k", new byte[i]))
                    .toList());

            List<Integer> sizes = new ArrayList<>();
            SequenceNumber position = NONE;
            for (EntryPage page = log.read(0, position, 7, 200);
                    !page.entries().isEmpty();
                    page = log.read(0, position, 7, 200)) {
                assertThat(page.entries().size()).isLessThanOrEqualTo(7);
                page.entries().forEach(entry -> sizes.add(entry.size()));
                position = page.position();
            }
            assertThat(sizes)
                    .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
        }
    }

    @Test
    void givesAnEntryThatIsLargerThanThePageAlone() {
        try (RocksMetadataStream log = open(OPTIONS.withShards(1))) {
            log.put(List.of(document("k", new byte[500]), document("k", new byte[1])));
            EntryPage page = log.read(0, NONE, 10, 100);
            assertThat(page.entries()).extracting(Entry::size).containsExactly(500);
            assertThat(page.position()).isEqualTo(new SequenceNumber(1));
        }
    }

    @Test
    void tellsHowLongTheNextEntryHasWaited() {
        try (RocksMetadataStream log = open(OPTIONS.withShards(1))) {
            log.put(List.of(document("k", utf8("1"))));
            clock.addAndGet(500);
            log.put(List.of(document("k", utf8("2"))));
            clock.addAndGet(1500);
            assertThat(log.read(0, NONE, 1, 1 << 20).behind()).isEqualTo(Duration.ofMillis(1500));
            assertThat(log.read(0, NONE, 2, 1 << 20).behind()).isZero();
            clock.set(0);
            assertThat(log.read(0, NONE, 1, 1 << 20).behind())
                    .as("a clock that stepped back")
                    .isPositive();
        }
    }

    @Test
    void goesOnAtTheHorizonWhereRetentionHasOvertakenIt() {
        try (RocksMetadataStream log =
                open(OPTIONS.withShards(1).withRetention(Duration.ofSeconds(10), Long.MAX_VALUE))) {
            for (int second = 0; second < 20; second++) {
                clock.addAndGet(1000);
                log.put(List.of(document("k", new byte[second])));
            }
            assertThat(log.trim()).isEqualTo(9);
            assertThat(log.horizon()).isEqualTo(new SequenceNumber(10));
            assertThat(log.before(new StartPosition.TrimHorizon())).isEqualTo(new SequenceNumber(9));
            assertThat(log.read(0, new SequenceNumber(3), 1, 1).entries())
                    .extracting(Entry::sequence)
                    .containsExactly(new SequenceNumber(10));
            assertThat(log.metrics().records()).isEqualTo(11);
            assertThat(log.metrics().bytes())
                    .isEqualTo(IntStream.range(9, 20).asLongStream().sum());

            log.keepFor(Duration.ofSeconds(5));
            assertThat(log.trim()).isEqualTo(5);
            log.keepFor(Duration.ofDays(1));
            clock.addAndGet(100_000);
            assertThat(log.trim()).isZero();
        }
    }

    @Test
    void takesPartitionKeysToTheShardsOfTheirMd5() {
        try (RocksMetadataStream log = open(OPTIONS.withShards(2))) {
            // MD5("a") = 0cc175b9..., MD5("b") = 92eb5ffe...
            List<EntryLog.Place> places = log.put(List.of(
                    document("a", utf8("1")),
                    document("b", utf8("2")),
                    new Document("a", BigInteger.ONE.shiftLeft(127), utf8("3")),
                    new Document("b", BigInteger.ZERO, utf8("4"))));
            assertThat(places).extracting(EntryLog.Place::shard).containsExactly(0, 1, 1, 0);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> log.put(List.of(new Document("a", BigInteger.ONE.shiftLeft(128), utf8("5")))));
        }
    }

    /** The ranges that AWS gives a stream of three shards. */
    @Test
    void sharesHashKeysEvenly() {
        try (RocksMetadataStream log = open(OPTIONS.withShards(3))) {
            assertThat(log.hashKeys(0)).isEqualTo(range("0", "113427455640312821154458202477256070484"));
            assertThat(log.hashKeys(1))
                    .isEqualTo(range(
                            "113427455640312821154458202477256070485", "226854911280625642308916404954512140969"));
            assertThat(log.hashKeys(2))
                    .isEqualTo(range(
                            "226854911280625642308916404954512140970", "340282366920938463463374607431768211455"));
            for (int shard = 0; shard < 3; shard++) {
                assertThat(HashKeyRange.shardOf(log.hashKeys(shard).start(), 3)).isEqualTo(shard);
                assertThat(HashKeyRange.shardOf(log.hashKeys(shard).end(), 3)).isEqualTo(shard);
            }
        }
    }

    @Test
    void opensAFolderOfTheFirstFormatAndKeepsItsSharding() throws Exception {
        try (Database database = new Database(folder, OPTIONS)) {
            database.use(open -> {
                try (WriteBatch batch = new WriteBatch()) {
                    batch.put(open.handle(Column.META), Layout.FORMAT_KEY, integer(1));
                    batch.put(open.handle(Column.META), Layout.SHARDS_KEY, integer(4));
                    batch.put(open.handle(Column.META), Layout.IDENTITY_KEY, Layout.utf8("an-older-folder"));
                    open.writeDurably(batch);
                }
                return open;
            });
        }
        for (int opened = 1; opened <= 2; opened++) {
            try (RocksMetadataStream log = open(OPTIONS.withShards(9))) {
                assertThat(log.identity()).isEqualTo("an-older-folder");
                assertThat(log.shards()).isEqualTo(4);
                append(log, "gate", opened);
                log.put(List.of(document("gate", utf8("x"))));
                List<PublishedRecord> records = drain(log.follow(new StartPosition.TrimHorizon(), Set.of("gate")));
                assertThat(numbers(records)).hasSize(opened);
                assertThat(records)
                        .extracting(PublishedRecord::shard)
                        .as("CRC-32 of 'gate' modulo 4")
                        .containsOnly(Sharding.CRC.shardOf("gate", 4));
                assertThat(Sharding.CRC.shardOf("gate", 4)).isNotEqualTo(Sharding.MD5.shardOf("gate", 4));
            }
        }
    }

    @Test
    void refusesWhatIsTooLongOrTooLarge() {
        StreamOptions small =
                new StreamOptions(1, Duration.ofDays(1), 1 << 30, Duration.ofMinutes(1), 1 << 20, 1 << 20, 1024, 0);
        try (RocksMetadataStream log = open(small)) {
            assertThatThrownBy(() -> log.put(List.of(document("k", new byte[1025]))))
                    .isInstanceOfSatisfying(
                            MetadataException.class, e -> assertThat(e.code()).isEqualTo(Code.BAD_RECORD));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> log.put(List.of(document("k".repeat(1025), new byte[1]))));
            log.put(List.of(document("𝄞".repeat(256), new byte[1024])));
            assertThat(log.latest()).isEqualTo(new SequenceNumber(1));
        }
    }

    @Test
    void endsAWaitWhenItIsClosed() throws Exception {
        RocksMetadataStream log = open(OPTIONS.withShards(1));
        Thread closing = Thread.ofVirtual().start(log::close);
        assertThatThrownBy(() -> log.await(0, NONE, Duration.ofMinutes(1)))
                .isInstanceOfSatisfying(
                        MetadataException.class, e -> assertThat(e.code()).isEqualTo(Code.CLOSED));
        closing.join();
    }

    @Test
    void leavesTheCheckpointAlone() {
        try (RocksMetadataStream log = open(OPTIONS)) {
            append(log, "gate", 1);
            log.put(List.of(document("gate", utf8("1"))));
            assertThat(log.checkpoint("gate")).contains(checkpoint("gate", 1));
        }
    }

    private RocksMetadataStream open(StreamOptions options) {
        return RocksMetadataStream.open(folder, options, () -> Instant.ofEpochMilli(clock.get()), () -> Long.MAX_VALUE);
    }

    private static Document document(String key, byte[] data) {
        return new Document(key, null, data);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] data(Entry entry) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        entry.data(out::write);
        return out.toByteArray();
    }

    private static HashKeyRange range(String start, String end) {
        return new HashKeyRange(new BigInteger(start), new BigInteger(end));
    }

    private static byte[] integer(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }
}
