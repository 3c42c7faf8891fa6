package io.kinedex.metadata.stream;

import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.MetadataException.Code;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.RecordJson;
import io.kinedex.metadata.stream.AppendRequest.Draft;
import io.kinedex.metadata.stream.Layout.LogEntry;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * The metadata stream in one folder of this machine, on RocksDB. Any thread, virtual ones too.
 *
 * <p>Appends of many threads share one write and one fsync; each returns only when its own is on the disk. A record
 * whose id is among those that are kept is not appended again. Followers are positions: they hold nothing between polls
 * and see a record only after it was acknowledged.
 *
 * <p>Where the disk is full or fails, append throws with code DISK and nothing counts as appended; reading goes on.
 * Appends are refused while less than {@link StreamOptions#freeBytesMin()} is free, so that RocksDB seldom meets a full
 * disk itself. If it does, the first append after there is room again opens the database anew and goes on: no restart
 * is needed. Arrival times never step back, even where the clock does.
 *
 * <p>One process at a time has the folder: a second one fails to open it with code IN_USE.
 */
public final class RocksMetadataStream implements MetadataStream, EntryLog {
    private final Database database;
    private final StreamOptions options;
    private final FolderSeal seal;
    private final Tide tide;
    private final Committer committer;
    private final CommitLane lane;
    private final Retention retention;
    private final RocksFollower.Source source;
    private final EntryReader reader;
    private final Set<RocksFollower> followers = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Opens the folder, or makes it. */
    public static RocksMetadataStream open(Path folder, StreamOptions options) {
        Path absolute = folder.toAbsolutePath();
        return open(
                absolute,
                options,
                InstantSource.system(),
                () -> absolute.toFile().getUsableSpace());
    }

    static RocksMetadataStream open(Path folder, StreamOptions options, InstantSource clock, LongSupplier freeBytes) {
        Database database = new Database(folder, options);
        try {
            return new RocksMetadataStream(
                    database, options, new Committer.Terms(clock, freeBytes, options.freeBytesMin()));
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private RocksMetadataStream(Database database, StreamOptions options, Committer.Terms terms) {
        this.database = database;
        this.options = options;
        this.seal = FolderSeal.readOrWrite(database, options.shards());
        this.tide = new Tide(seal.shards());
        this.committer = new Committer(database, tide, seal, terms);
        this.lane = new CommitLane(committer);
        this.retention = new Retention(database, committer::head, seal.shards(), options, terms.clock());
        this.source =
                new RocksFollower.Source(database, tide, () -> retention.state().horizon(), () -> closed);
        this.reader = new EntryReader(source, terms.clock());
    }

    @Override
    public int shards() {
        return seal.shards();
    }

    @Override
    public String identity() {
        return seal.identity();
    }

    @Override
    public SequenceNumber append(List<MetadataRecord> records, Checkpoint checkpoint) {
        requireShortNames(records, checkpoint);
        return lane.append(AppendRequest.of(records.stream().map(this::draft).toList(), checkpoint));
    }

    private static void requireShortNames(List<MetadataRecord> records, Checkpoint checkpoint) {
        Layout.name(checkpoint.stream());
        records.forEach(record -> Layout.name(record.stream()));
    }

    private Draft draft(MetadataRecord record) {
        byte[] json = RecordJson.write(record);
        if (json.length > options.recordBytesMax()) {
            throw new MetadataException(
                    Code.BAD_RECORD,
                    "record %s of stream %s, fragment %s has %d bytes, at most %d are taken; nothing was appended"
                            .formatted(
                                    record.id(),
                                    record.stream(),
                                    record.fragment().number(),
                                    json.length,
                                    options.recordBytesMax()));
        }
        return new Draft(record.stream(), seal.shardOf(record.stream()), RecordId.of(record.id()), json);
    }

    @Override
    public List<Place> put(List<Document> documents) {
        List<Draft> drafts = documents.stream().map(this::draft).toList();
        long last = lane.append(AppendRequest.ofForeign(drafts)).value();
        return IntStream.range(0, drafts.size())
                .mapToObj(i -> new Place(drafts.get(i).shard(), new SequenceNumber(last - drafts.size() + 1 + i)))
                .toList();
    }

    private Draft draft(Document document) {
        Layout.name(document.key());
        if (document.bytes() > options.recordBytesMax()) {
            throw new MetadataException(
                    Code.BAD_RECORD,
                    "document of %d bytes, at most %d are taken; nothing was appended"
                            .formatted(document.bytes(), options.recordBytesMax()));
        }
        return new Draft(document.key(), shardOf(document), null, document.data());
    }

    @Override
    public int shardOf(Document document) {
        BigInteger hash = document.hash();
        return hash == null ? seal.shardOf(document.key()) : HashKeyRange.shardOf(hash, shards());
    }

    @Override
    public HashKeyRange hashKeys(int shard) {
        return HashKeyRange.of(Objects.checkIndex(shard, shards()), shards());
    }

    @Override
    public SequenceNumber before(StartPosition start) {
        return new SequenceNumber(positionBefore(start));
    }

    @Override
    public SequenceNumber horizon() {
        return new SequenceNumber(retention.state().horizon());
    }

    @Override
    public EntryPage read(int shard, SequenceNumber after, int entriesMax, long bytesMax) {
        return reader.read(Objects.checkIndex(shard, shards()), after.value(), entriesMax, bytesMax);
    }

    @Override
    public boolean await(int shard, SequenceNumber after, Duration patience) throws InterruptedException {
        int[] one = {Objects.checkIndex(shard, shards())};
        boolean there = tide.await(() -> closed || tide.durable(one) > after.value(), patience);
        if (closed) {
            throw new MetadataException(Code.CLOSED, "metadata stream %s is closed".formatted(database.folder()));
        }
        return there;
    }

    @Override
    public void keepFor(Duration age) {
        retention.keepFor(age);
    }

    @Override
    public Optional<Checkpoint> checkpoint(String stream) {
        return database.use(open -> open.get(Column.CHECKPOINTS, Layout.name(stream)))
                .map(value -> Layout.checkpoint(stream, value));
    }

    @Override
    public SequenceNumber latest() {
        return new SequenceNumber(tide.durable());
    }

    @Override
    public List<StreamStatus> streams() {
        return committer.streams().values().stream()
                .sorted(Comparator.comparing(StreamStatus::name))
                .toList();
    }

    @Override
    public StreamMetrics metrics() {
        Layout.Trim trim = retention.state();
        Layout.Head head = committer.head();
        List<Long> positions =
                followers.stream().map(follower -> follower.position().value()).toList();
        long slowest = positions.stream().min(Long::compare).orElse(head.sequence());
        return new StreamMetrics(
                head.records() - trim.records(),
                head.bytes() - trim.bytes(),
                new SequenceNumber(head.sequence()),
                new SequenceNumber(trim.horizon()),
                head.records(),
                committer.replayed(),
                committer.commits(),
                positions.size(),
                Math.max(0, head.sequence() - slowest));
    }

    @Override
    public Follower follow(StartPosition from, Set<String> streams) {
        if (closed) {
            throw new MetadataException(Code.CLOSED, "metadata stream %s is closed".formatted(database.folder()));
        }
        int[] shards = streams.isEmpty()
                ? IntStream.range(0, shards()).toArray()
                : streams.stream().mapToInt(seal::shardOf).distinct().toArray();
        RocksFollower follower = new RocksFollower(source, shards, streams, positionBefore(from), followers::remove);
        followers.add(follower);
        return follower;
    }

    private long positionBefore(StartPosition from) {
        return switch (from) {
            case StartPosition.TrimHorizon() -> retention.state().horizon() - 1;
            case StartPosition.Latest() -> tide.durable();
            case StartPosition.AtSequence(SequenceNumber sequence) -> Math.max(0, sequence.value() - 1);
            case StartPosition.AfterSequence(SequenceNumber sequence) -> sequence.value();
            case StartPosition.AtTime(Instant time) -> database.use(open -> firstAt(open, time)) - 1;
        };
    }

    /** Binary search: arrivals do not fall as sequence numbers grow. */
    private long firstAt(OpenDatabase open, Instant time) throws RocksDBException {
        long low = retention.state().horizon();
        long high = tide.durable() + 1;
        try (RocksIterator log = open.db().newIterator(open.handle(Column.LOG))) {
            while (low < high) {
                long middle = (low + high) >>> 1;
                log.seek(Layout.sequenceKey(middle));
                boolean before = log.isValid()
                        && Instant.ofEpochMilli(LogEntry.of(log.value()).arrivalMillis())
                                .isBefore(time);
                if (before) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            log.status();
        }
        return low;
    }

    /** Forgets now what retention would forget on its next round; how many records that were. */
    long trim() {
        return retention.trim();
    }

    /** Waits for appends on their way, ends the waits of followers. */
    @Override
    public void close() {
        closed = true;
        retention.close();
        lane.close();
        tide.wake();
        database.close();
    }
}
