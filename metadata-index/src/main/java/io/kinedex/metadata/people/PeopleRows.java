package io.kinedex.metadata.people;

import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.MetadataException.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The rows that people are kept in: a small RocksDB of its own. What is not yet on the disk when the process is lost is
 * read again from the stream. Reading is for all threads, writing for one.
 */
final class PeopleRows implements AutoCloseable {
    /** Of somebody: sealed. */
    static final char PERSON = 'i';
    /** Of a sighting: whose it is. */
    static final char SIGHTING = 's';
    /** Of somebody who was merged: into whom. */
    static final char ALIAS = 'a';
    /** Of a record that had somebody forgotten: the sightings that went with them. */
    static final char FORGOTTEN = 'f';

    private static final byte[] POSITION = {'p'};

    private final Options options;
    private final WriteOptions lazy = new WriteOptions();
    private final RocksDB db;

    private PeopleRows(Options options, RocksDB db) {
        this.options = options;
        this.db = db;
    }

    static PeopleRows open(Path folder) {
        RocksDB.loadLibrary();
        Options options =
                new Options().setCreateIfMissing(true).setKeepLogFileNum(2).setWriteBufferSize(8 << 20);
        try {
            Files.createDirectories(folder);
            return new PeopleRows(options, RocksDB.open(options, folder.toString()));
        } catch (RocksDBException | IOException e) {
            options.close();
            throw new MetadataException(Code.CORRUPT, "the people in %s cannot be read: %s".formatted(folder, e), e);
        }
    }

    /** What one record changes; written in one atomic step with the position. */
    final class Change implements AutoCloseable {
        private final WriteBatch batch = new WriteBatch();

        void put(char kind, String id, byte[] value) {
            attempt(() -> batch.put(key(kind, id), value));
        }

        void remove(char kind, String id) {
            attempt(() -> batch.delete(key(kind, id)));
        }

        void write(String position) {
            attempt(() -> {
                batch.put(POSITION, position.getBytes(StandardCharsets.UTF_8));
                db.write(lazy, batch);
            });
        }

        @Override
        public void close() {
            batch.close();
        }
    }

    Change change() {
        return new Change();
    }

    /** Empty before the first change. */
    String position() {
        return read(POSITION)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("");
    }

    Optional<byte[]> get(char kind, String id) {
        return read(key(kind, id));
    }

    void each(char kind, BiConsumer<String, byte[]> row) {
        try (RocksIterator rows = db.newIterator()) {
            for (rows.seek(new byte[] {(byte) kind}); rows.isValid() && rows.key()[0] == kind; rows.next()) {
                byte[] key = rows.key();
                row.accept(new String(key, 1, key.length - 1, StandardCharsets.UTF_8), rows.value());
            }
        }
    }

    private Optional<byte[]> read(byte[] key) {
        try {
            return Optional.ofNullable(db.get(key));
        } catch (RocksDBException e) {
            throw disk(e);
        }
    }

    private interface Step {
        void run() throws RocksDBException;
    }

    private static void attempt(Step step) {
        try {
            step.run();
        } catch (RocksDBException e) {
            throw disk(e);
        }
    }

    private static MetadataException disk(RocksDBException e) {
        return new MetadataException(Code.DISK, "people cannot be read or written: " + e.getMessage(), e);
    }

    private static byte[] key(char kind, String id) {
        return (kind + id).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        db.close();
        lazy.close();
        options.close();
    }
}
