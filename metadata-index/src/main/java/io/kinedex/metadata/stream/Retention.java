package io.kinedex.metadata.stream;

import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.stream.Layout.LogEntry;
import io.kinedex.metadata.stream.Layout.Trim;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets the oldest records: those that are too old, and as many as are too much. Works on a thread of its own, in
 * steps, beside appends and followers. {@link #trim()} may be called by any thread.
 *
 * <p>The horizon is raised first, then the records are deleted. A crash in between is made good by the next round.
 */
final class Retention implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final int STEP_RECORDS = 10_000;

    private final Database database;
    private final Supplier<Layout.Head> head;
    private final int shards;
    private final StreamOptions options;
    private final InstantSource clock;
    private final Thread thread;
    private volatile Trim trim;
    private volatile Duration age;
    private volatile boolean closed;

    Retention(Database database, Supplier<Layout.Head> head, int shards, StreamOptions options, InstantSource clock) {
        this.database = database;
        this.head = head;
        this.shards = shards;
        this.options = options;
        this.clock = clock;
        this.age = options.retentionAge();
        this.trim = database.use(open -> open.get(Column.META, Layout.TRIM_KEY))
                .map(Trim::of)
                .orElse(Trim.NONE);
        this.thread = Thread.ofPlatform().name("metadata-retention").daemon().start(this::run);
    }

    Trim state() {
        return trim;
    }

    /** From the next round on. */
    void keepFor(Duration newAge) {
        this.age = newAge;
    }

    private void run() {
        while (!closed) {
            try {
                Thread.sleep(options.retentionInterval());
                trim();
            } catch (InterruptedException e) {
                return;
            } catch (MetadataException e) {
                if (!closed) {
                    LOG.warn("retention goes on in {}: {}", options.retentionInterval(), e.getMessage());
                }
            }
        }
    }

    /** Forgets what is due; how many records that were. */
    synchronized long trim() {
        long before = trim.records();
        while (!closed && database.use(this::step)) {
            LOG.debug("records before {} are gone", trim.horizon());
        }
        return trim.records() - before;
    }

    /** Whether there may be more to do. */
    private boolean step(OpenDatabase open) throws RocksDBException {
        long oldest = clock.instant().minus(age).toEpochMilli();
        long excess = head.get().bytes() - trim.bytes() - options.retentionBytes();
        long horizon = trim.horizon();
        long freed = 0;
        int count = 0;
        try (WriteBatch batch = new WriteBatch();
                RocksIterator log = open.db().newIterator(open.handle(Column.LOG))) {
            for (log.seek(Layout.sequenceKey(horizon)); log.isValid() && count < STEP_RECORDS; log.next()) {
                LogEntry entry = LogEntry.of(log.value());
                if (entry.arrivalMillis() >= oldest && freed >= excess) {
                    break;
                }
                RecordId id = entry.id();
                if (id != null) {
                    batch.delete(open.handle(Column.IDS), id.bytes());
                }
                freed += entry.size();
                horizon = Layout.sequence(log.key()) + 1;
                count++;
            }
            log.status();
            if (count > 0) {
                trim = new Trim(horizon, trim.records() + count, trim.bytes() + freed);
                delete(open, batch);
            }
        }
        return count == STEP_RECORDS;
    }

    private void delete(OpenDatabase open, WriteBatch batch) throws RocksDBException {
        long horizon = trim.horizon();
        byte[] logEnd = Layout.sequenceKey(horizon);
        batch.deleteRange(open.handle(Column.LOG), Layout.sequenceKey(0), logEnd);
        for (int shard = 0; shard < shards; shard++) {
            batch.deleteRange(
                    open.handle(Column.RECORDS), Layout.recordKey(shard, 0), Layout.recordKey(shard, horizon));
        }
        batch.put(open.handle(Column.META), Layout.TRIM_KEY, trim.value());
        open.writeLazily(batch);
        freeFiles(open, horizon);
    }

    /** Files with nothing but forgotten records go at once; the rest goes when RocksDB compacts. */
    private void freeFiles(OpenDatabase open, long horizon) throws RocksDBException {
        for (int shard = 0; shard < shards; shard++) {
            open.db()
                    .deleteFilesInRanges(
                            open.handle(Column.RECORDS),
                            List.of(Layout.recordKey(shard, 0), Layout.recordKey(shard, horizon)),
                            false);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
