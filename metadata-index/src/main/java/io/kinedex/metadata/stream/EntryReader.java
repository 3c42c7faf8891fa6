package io.kinedex.metadata.stream;

import io.kinedex.metadata.stream.ShardMerge.Cursor;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rocksdb.RocksDBException;

/** Reads the entries of a shard as they are kept. Holds nothing between calls. Any thread. */
final class EntryReader {
    private final RocksFollower.Source source;
    private final InstantSource clock;

    EntryReader(RocksFollower.Source source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
    }

    EntryPage read(int shard, long after, int entriesMax, long bytesMax) {
        if (entriesMax < 1) {
            throw new IllegalArgumentException("read of %d entries, must be 1 or more".formatted(entriesMax));
        }
        return source.database().use(open -> scan(open, shard, after, entriesMax, bytesMax));
    }

    /** Limit, iterator and horizon are taken in the order that {@link RocksFollower} explains. */
    private EntryPage scan(OpenDatabase open, int shard, long after, int entriesMax, long bytesMax)
            throws RocksDBException {
        long limit = source.tide().durable();
        List<Entry> found = new ArrayList<>(Math.min(entriesMax, 64));
        try (ShardMerge merge = new ShardMerge(open, new int[] {shard}, limit)) {
            long position = Math.max(after, source.horizon().getAsLong() - 1);
            merge.seek(position + 1);
            long bytes = 0;
            for (Optional<Cursor> next = merge.next(); next.isPresent(); next = merge.next()) {
                Cursor cursor = next.get();
                Entry entry = new Entry(cursor.sequence(), cursor.value());
                bytes += entry.weight();
                if (found.size() == entriesMax || (bytes > bytesMax && !found.isEmpty())) {
                    return new EntryPage(found, new SequenceNumber(position), behind(entry));
                }
                found.add(entry);
                position = entry.sequence().value();
                cursor.advance();
            }
            return new EntryPage(found, new SequenceNumber(Math.max(position, limit)), Duration.ZERO);
        }
    }

    /** Never zero, which would say that there is nothing more. */
    private Duration behind(Entry next) {
        return Duration.ofMillis(Math.max(1, clock.millis() - next.arrival().toEpochMilli()));
    }
}
