package io.kinedex.metadata.stream;

import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.MetadataException.Code;
import io.kinedex.metadata.stream.Layout.Head;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Numbers records and writes them: many appends, one write, one fsync. One thread commits; the views may be read by any.
 *
 * <p>After a write that failed nobody knows what of it is on the disk. The database is therefore opened anew and the
 * head taken from there, before another number is given out. Where the write is there after all, it counts; where it is
 * not, it is written again, under the same numbers.
 */
final class Committer {
    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

    private final Database database;
    private final Tide tide;
    private final FolderSeal seal;
    private final InstantSource clock;
    private final LongSupplier freeBytes;
    private final long freeBytesMin;
    private final Map<String, StreamStatus> streams = new ConcurrentHashMap<>();
    private volatile Head head = Head.NONE;
    private final LongAdder replayed = new LongAdder();
    private final LongAdder commits = new LongAdder();
    private boolean suspect;
    private @Nullable Attempt failed;

    Committer(Database database, Tide tide, FolderSeal seal, Terms terms) {
        this.database = database;
        this.tide = tide;
        this.seal = seal;
        this.clock = terms.clock();
        this.freeBytes = terms.freeBytes();
        this.freeBytesMin = terms.freeBytesMin();
        load();
    }

    /** Where time and space come from. */
    record Terms(InstantSource clock, LongSupplier freeBytes, long freeBytesMin) {}

    /** A write of which is not known whether it reached the disk, and what its callers are told if it did. */
    private record Attempt(List<AppendRequest> requests, List<SequenceNumber> answers, Head head) {}

    /** Writes all or nothing, and tells each caller which. */
    void commit(List<AppendRequest> requests) {
        List<SequenceNumber> answers;
        try {
            requireSpace();
            answers = writeOrMend(requests);
        } catch (MetadataException e) {
            requests.forEach(request -> request.acknowledged().completeExceptionally(e));
            return;
        }
        for (int i = 0; i < answers.size(); i++) {
            requests.get(i).acknowledged().complete(answers.get(i));
        }
    }

    private List<SequenceNumber> writeOrMend(List<AppendRequest> requests) {
        if (!suspect) {
            try {
                return database.use(open -> write(open, requests));
            } catch (MetadataException e) {
                if (!suspect) {
                    throw e;
                }
                LOG.warn("a write failed; opening the database anew: {}", e.getMessage());
            }
        }
        database.reopen();
        load();
        suspect = false;
        Attempt attempt = failed;
        failed = null;
        if (attempt != null && attempt.requests() == requests && attempt.head().equals(head)) {
            return attempt.answers();
        }
        return database.use(open -> write(open, requests));
    }

    private List<SequenceNumber> write(OpenDatabase open, List<AppendRequest> requests) throws RocksDBException {
        Instant now = Instant.ofEpochMilli(Math.max(clock.millis(), head.arrivalMillis()));
        try (CommitBatch batch = new CommitBatch(open, head, streams, now)) {
            List<SequenceNumber> answers = new ArrayList<>(requests.size());
            for (AppendRequest request : requests) {
                answers.add(batch.add(request, seal));
            }
            if (!batch.isEmpty()) {
                suspect = true;
                failed = batch.newestOfShard().isEmpty() ? null : new Attempt(requests, answers, batch.head());
                batch.write();
                failed = null;
                suspect = false;
                commits.increment();
            }
            replayed.add(batch.replayed());
            publish(batch);
            return answers;
        }
    }

    private void publish(CommitBatch batch) {
        streams.putAll(batch.touched());
        head = batch.head();
        batch.newestOfShard().forEach(tide::raiseShard);
        tide.raise(head.sequence());
    }

    private void requireSpace() {
        long free = freeBytes.getAsLong();
        if (free < freeBytesMin) {
            throw new MetadataException(
                    Code.DISK,
                    "metadata stream %s: %d MB free on its disk, %d MB are needed; nothing was appended. Free some space"
                            .formatted(database.folder(), free >> 20, freeBytesMin >> 20));
        }
    }

    private void load() {
        database.use(open -> {
            head = open.get(Column.META, Layout.HEAD_KEY).map(Head::of).orElse(Head.NONE);
            try (RocksIterator status = open.db().newIterator(open.handle(Column.STREAMS))) {
                for (status.seekToFirst(); status.isValid(); status.next()) {
                    StreamStatus read = Layout.status(status.key(), status.value());
                    streams.put(read.name(), read);
                    tide.raiseShard(read.shard(), read.latest().value());
                }
                status.status();
            }
            for (int shard = 0; shard < seal.shards(); shard++) {
                tide.raiseShard(shard, newest(open, shard));
            }
            tide.raise(head.sequence());
            return head;
        });
    }

    /** The newest entry that the shard keeps, whoever it is from. */
    private static long newest(OpenDatabase open, int shard) throws RocksDBException {
        try (RocksIterator records = open.db().newIterator(open.handle(Column.RECORDS))) {
            records.seekForPrev(Layout.recordKey(shard, Long.MAX_VALUE));
            records.status();
            return records.isValid() && Layout.recordShard(records.key()) == shard
                    ? Layout.recordSequence(records.key())
                    : 0;
        }
    }

    Head head() {
        return head;
    }

    Map<String, StreamStatus> streams() {
        return streams;
    }

    long replayed() {
        return replayed.sum();
    }

    long commits() {
        return commits.sum();
    }
}
