package io.kinedex.metadata.stream;

import io.kinedex.metadata.stream.AppendRequest.Draft;
import io.kinedex.metadata.stream.Layout.Head;
import io.kinedex.metadata.stream.Layout.LogEntry;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Several appends on their way into one write. One thread. Nothing that it holds counts until it has been written. */
final class CommitBatch implements AutoCloseable {
    private final OpenDatabase database;
    private final Map<String, StreamStatus> known;
    private final Instant arrival;
    private final WriteBatch batch = new WriteBatch();
    private final Map<String, StreamStatus> touched = new HashMap<>();
    private final Map<String, Checkpoint> checkpoints = new HashMap<>();
    private final Set<RecordId> ids = new HashSet<>();
    private final Map<Integer, Long> newestOfShard = new HashMap<>();
    private Head head;
    private long replayed;

    /** @param arrival of all records in it; not before the head's */
    CommitBatch(OpenDatabase database, Head head, Map<String, StreamStatus> known, Instant arrival) {
        this.database = database;
        this.head = head;
        this.known = known;
        this.arrival = arrival;
    }

    /** The sequence number to answer the caller with, once this is written. */
    SequenceNumber add(AppendRequest request, FolderSeal seal) throws RocksDBException {
        for (Draft draft : request.drafts()) {
            RecordId id = draft.id();
            if (id == null) {
                append(draft);
            } else if (ids.add(id) && !database.contains(Column.IDS, id.bytes())) {
                long sequence = append(draft);
                batch.put(database.handle(Column.IDS), id.bytes(), Layout.sequenceKey(sequence));
                touch(draft, sequence);
            } else {
                replayed++;
            }
        }
        Checkpoint checkpoint = request.checkpoint();
        if (checkpoint != null) {
            add(checkpoint, seal.shardOf(checkpoint.stream()));
        }
        return new SequenceNumber(head.sequence());
    }

    private long append(Draft draft) throws RocksDBException {
        long sequence = head.sequence() + 1;
        long millis = arrival.toEpochMilli();
        int size = draft.data().length;
        byte[] value = Layout.recordValue(millis, draft.id() == null, Layout.name(draft.key()), draft.data());
        LogEntry entry = new LogEntry(draft.shard(), millis, size, draft.id());
        batch.put(database.handle(Column.RECORDS), Layout.recordKey(draft.shard(), sequence), value);
        batch.put(database.handle(Column.LOG), Layout.sequenceKey(sequence), entry.value());
        head = new Head(sequence, millis, head.records() + 1, head.bytes() + size);
        newestOfShard.put(draft.shard(), sequence);
        return sequence;
    }

    /** Only of records: partition keys are without number, and nothing is known of them. */
    private void touch(Draft draft, long sequence) {
        String stream = draft.key();
        StreamStatus before = status(stream, draft.shard());
        touched.put(
                stream,
                new StreamStatus(stream, draft.shard(), before.appended() + 1, new SequenceNumber(sequence), arrival));
    }

    private void add(Checkpoint checkpoint, int shard) throws RocksDBException {
        Optional<Checkpoint> before = checkpoint(checkpoint.stream());
        if (before.isPresent() && (checkpoint.equals(before.get()) || checkpoint.isBehind(before.get()))) {
            return;
        }
        checkpoints.put(checkpoint.stream(), checkpoint);
        StreamStatus status = status(checkpoint.stream(), shard);
        touched.put(
                checkpoint.stream(),
                new StreamStatus(status.name(), status.shard(), status.appended(), status.latest(), arrival));
    }

    private Optional<Checkpoint> checkpoint(String stream) throws RocksDBException {
        Checkpoint here = checkpoints.get(stream);
        if (here != null) {
            return Optional.of(here);
        }
        return database.get(Column.CHECKPOINTS, Layout.name(stream)).map(value -> Layout.checkpoint(stream, value));
    }

    private StreamStatus status(String stream, int shard) {
        StreamStatus none = new StreamStatus(stream, shard, 0, new SequenceNumber(0), arrival);
        return touched.getOrDefault(stream, known.getOrDefault(stream, none));
    }

    /** Whether there is nothing to write: all of it was there already. */
    boolean isEmpty() {
        return touched.isEmpty() && newestOfShard.isEmpty();
    }

    void write() throws RocksDBException {
        for (Checkpoint checkpoint : checkpoints.values()) {
            batch.put(
                    database.handle(Column.CHECKPOINTS),
                    Layout.name(checkpoint.stream()),
                    Layout.checkpointValue(checkpoint));
        }
        for (StreamStatus status : touched.values()) {
            batch.put(database.handle(Column.STREAMS), Layout.name(status.name()), Layout.statusValue(status));
        }
        batch.put(database.handle(Column.META), Layout.HEAD_KEY, head.value());
        database.writeDurably(batch);
    }

    Head head() {
        return head;
    }

    Map<String, StreamStatus> touched() {
        return touched;
    }

    Map<Integer, Long> newestOfShard() {
        return newestOfShard;
    }

    long replayed() {
        return replayed;
    }

    @Override
    public void close() {
        batch.close();
    }
}
