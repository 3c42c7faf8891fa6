package io.kinedex.metadata.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** Several shards read as one, in order of sequence numbers, up to a limit. One thread. */
final class ShardMerge implements AutoCloseable {
    private final List<Cursor> cursors = new ArrayList<>();

    /** @param limit the last sequence number that may be given */
    ShardMerge(OpenDatabase database, int[] shards, long limit) {
        for (int shard : shards) {
            cursors.add(new Cursor(database, shard, limit));
        }
    }

    /** Goes to the first record at or after the sequence number. */
    void seek(long sequence) throws RocksDBException {
        for (Cursor cursor : cursors) {
            cursor.iterator.seek(Layout.recordKey(cursor.shard, sequence));
            cursor.settle();
        }
    }

    /** The cursor that stands on the next record; {@link Cursor#advance()} takes it further. */
    Optional<Cursor> next() {
        Cursor first = null;
        for (Cursor cursor : cursors) {
            if (cursor.sequence != Cursor.END && (first == null || cursor.sequence < first.sequence)) {
                first = cursor;
            }
        }
        return Optional.ofNullable(first);
    }

    @Override
    public void close() {
        cursors.forEach(Cursor::close);
    }

    /** A place in one shard. */
    static final class Cursor {
        private static final long END = Long.MAX_VALUE;

        private final int shard;
        private final Slice end;
        private final ReadOptions options;
        private final RocksIterator iterator;
        private final byte[] header = new byte[Layout.RECORD_HEADER_BYTES];
        private long sequence = END;

        private Cursor(OpenDatabase database, int shard, long limit) {
            this.shard = shard;
            this.end = new Slice(Layout.recordKey(shard, limit + 1));
            this.options = new ReadOptions().setIterateUpperBound(end);
            this.iterator = database.db().newIterator(database.handle(Column.RECORDS), options);
        }

        long sequence() {
            return sequence;
        }

        byte[] key() {
            return iterator.key();
        }

        byte[] value() {
            return iterator.value();
        }

        /** Without copying its data. */
        boolean isForeign() {
            iterator.value(header);
            return Layout.isForeign(header);
        }

        void advance() throws RocksDBException {
            iterator.next();
            settle();
        }

        private void settle() throws RocksDBException {
            if (iterator.isValid()) {
                sequence = Layout.recordSequence(iterator.key());
            } else {
                iterator.status();
                sequence = END;
            }
        }

        private void close() {
            iterator.close();
            options.close();
            end.close();
        }
    }
}
