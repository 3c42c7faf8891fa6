package io.kinedex.metadata.index;

import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.stream.Checkpoint;
import io.kinedex.metadata.stream.Follower;
import io.kinedex.metadata.stream.MetadataStream;
import io.kinedex.metadata.stream.PublishedRecord;
import io.kinedex.metadata.stream.SequenceNumber;
import io.kinedex.metadata.stream.StartPosition;
import io.kinedex.metadata.stream.StreamMetrics;
import io.kinedex.metadata.stream.StreamStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A metadata stream in memory that can be trimmed and remembers where its followers began. */
final class MemoryStream implements MetadataStream {
    private final TreeMap<Long, PublishedRecord> records = new TreeMap<>();
    private final List<StartPosition> followed = new ArrayList<>();
    private final String identity;
    private long latest;
    private long delivered;

    MemoryStream() {
        this("memory");
    }

    MemoryStream(String identity) {
        this.identity = identity;
    }

    SequenceNumber append(MetadataRecord... added) {
        return append(List.of(added), new Checkpoint("unused", "0", "{}"));
    }

    @Override
    public synchronized SequenceNumber append(List<MetadataRecord> added, Checkpoint checkpoint) {
        for (MetadataRecord record : added) {
            latest++;
            records.put(latest, new PublishedRecord(new SequenceNumber(latest), 0, Instant.EPOCH, record));
        }
        notifyAll();
        return new SequenceNumber(latest);
    }

    synchronized void trimTo(long oldestKept) {
        records.headMap(oldestKept).clear();
    }

    synchronized List<StartPosition> followed() {
        return List.copyOf(followed);
    }

    /** How many records all followers were given. */
    synchronized long delivered() {
        return delivered;
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public List<StreamStatus> streams() {
        throw new UnsupportedOperationException("not needed by the index");
    }

    @Override
    public StreamMetrics metrics() {
        throw new UnsupportedOperationException("not needed by the index");
    }

    @Override
    public int shards() {
        return 1;
    }

    @Override
    public Optional<Checkpoint> checkpoint(String stream) {
        return Optional.empty();
    }

    @Override
    public synchronized SequenceNumber latest() {
        return new SequenceNumber(latest);
    }

    @Override
    public synchronized Follower follow(StartPosition from, Set<String> streams) {
        followed.add(from);
        return switch (from) {
            case StartPosition.TrimHorizon _ -> new Cursor(1);
            case StartPosition.Latest _ -> new Cursor(latest + 1);
            case StartPosition.AtSequence(SequenceNumber sequence) -> new Cursor(sequence.value());
            case StartPosition.AfterSequence(SequenceNumber sequence) -> new Cursor(sequence.value() + 1);
            case StartPosition.AtTime _ -> throw new UnsupportedOperationException("not needed by the index");
        };
    }

    @Override
    public void close() {}

    private final class Cursor implements Follower {
        private long next;
        private boolean closed;

        Cursor(long next) {
            this.next = next;
        }

        @Override
        public List<PublishedRecord> poll(int atMost, Duration patience) throws InterruptedException {
            synchronized (MemoryStream.this) {
                long until = System.nanoTime() + patience.toNanos();
                while (records.tailMap(next).isEmpty() && !closed && System.nanoTime() < until) {
                    MemoryStream.this.wait(Math.max(1, (until - System.nanoTime()) / 1_000_000));
                }
                List<PublishedRecord> found =
                        records.tailMap(next).values().stream().limit(atMost).toList();
                if (!found.isEmpty()) {
                    next = found.getLast().sequence().value() + 1;
                    delivered += found.size();
                } else {
                    next = latest + 1;
                }
                return closed ? List.of() : found;
            }
        }

        @Override
        public SequenceNumber position() {
            synchronized (MemoryStream.this) {
                return new SequenceNumber(next - 1);
            }
        }

        @Override
        public long skipped() {
            return 0;
        }

        @Override
        public void close() {
            synchronized (MemoryStream.this) {
                closed = true;
                MemoryStream.this.notifyAll();
            }
        }
    }
}
