package io.kinedex.metadata.stream;

import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.MetadataException.Code;
import io.kinedex.metadata.stream.ShardMerge.Cursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.rocksdb.RocksDBException;

/** A position, a set of shards and a filter: all that a follower is. It holds no record and no native object between polls. */
final class RocksFollower implements Follower {
    private static final long POLL_BYTES_MAX = 8 << 20;

    private final Source source;
    private final int[] shards;
    private final Set<String> streams;
    private final Consumer<RocksFollower> onClose;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile long position;
    private final LongAdder skipped = new LongAdder();

    /** What a follower reads from. */
    record Source(Database database, Tide tide, LongSupplier horizon, BooleanSupplier closed) {}

    /** @param position the sequence number after which to begin */
    RocksFollower(Source source, int[] shards, Set<String> streams, long position, Consumer<RocksFollower> onClose) {
        this.source = source;
        this.shards = shards.clone();
        this.streams = Set.copyOf(streams);
        this.position = position;
        this.onClose = onClose;
    }

    @Override
    public List<PublishedRecord> poll(int atMost, Duration patience) throws InterruptedException {
        if (atMost < 1) {
            throw new IllegalArgumentException("poll of %d records, must be 1 or more".formatted(atMost));
        }
        long deadline = System.nanoTime() + Math.min(Tide.saturatedNanos(patience), Long.MAX_VALUE / 2);
        while (!closed.get()) {
            requireOpen();
            if (hasMore()) {
                List<PublishedRecord> found = source.database().use(open -> scan(open, atMost));
                if (!found.isEmpty()) {
                    return found;
                }
            }
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (!source.tide().await(this::shouldLook, left)) {
                return List.of();
            }
        }
        return List.of();
    }

    private boolean shouldLook() {
        return hasMore() || closed.get() || source.closed().getAsBoolean();
    }

    private boolean hasMore() {
        return source.tide().durable(shards) > position;
    }

    private void requireOpen() {
        if (source.closed().getAsBoolean()) {
            throw new MetadataException(
                    Code.CLOSED,
                    "metadata stream %s is closed".formatted(source.database().folder()));
        }
    }

    /**
     * The limit is read before the iterators are made, so that each of them sees all up to it; the horizon after, since
     * it is raised before anything is deleted, so that each of them still sees all from it on.
     */
    private List<PublishedRecord> scan(OpenDatabase open, int atMost) throws RocksDBException {
        long limit = source.tide().durable();
        List<PublishedRecord> found = new ArrayList<>(Math.min(atMost, 64));
        try (ShardMerge merge = new ShardMerge(open, shards, limit)) {
            skipTo(source.horizon().getAsLong());
            merge.seek(position + 1);
            long bytes = 0;
            for (Optional<Cursor> next = merge.next(); next.isPresent(); next = merge.next()) {
                Cursor cursor = next.get();
                if (!cursor.isForeign()) {
                    byte[] value = cursor.value();
                    if (streams.isEmpty() || streams.contains(Layout.recordKey(value))) {
                        found.add(Layout.record(cursor.key(), value));
                        bytes += value.length;
                    }
                }
                position = cursor.sequence();
                if (found.size() == atMost || bytes >= POLL_BYTES_MAX) {
                    return found;
                }
                cursor.advance();
            }
        }
        position = Math.max(position, limit);
        return found;
    }

    private void skipTo(long horizon) {
        if (position < horizon - 1) {
            skipped.add(horizon - 1 - position);
            position = horizon - 1;
        }
    }

    @Override
    public SequenceNumber position() {
        return new SequenceNumber(position);
    }

    @Override
    public long skipped() {
        return skipped.sum();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            onClose.accept(this);
            source.tide().wake();
        }
    }
}
