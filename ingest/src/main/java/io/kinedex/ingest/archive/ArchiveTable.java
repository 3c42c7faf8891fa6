package io.kinedex.ingest.archive;

import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.archive.ArchiveRows.Head;
import io.kinedex.ingest.archive.ArchiveRows.Segment;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Where the archive's fragments lie: fragments by number, by time, segments, the last number of each stream, and how far
 * each stream's sources have been taken.
 */
final class ArchiveTable implements AutoCloseable {
    private static final long WRITE_BUFFER_BYTES = 4L << 20;

    private final RocksDB db;
    private final List<ColumnFamilyHandle> families;
    private final DBOptions dbOptions;
    private final ColumnFamilyOptions familyOptions;
    private final WriteOptions durable = new WriteOptions().setSync(true);

    private ArchiveTable(
            RocksDB db, List<ColumnFamilyHandle> families, DBOptions dbOptions, ColumnFamilyOptions familyOptions) {
        this.db = db;
        this.families = families;
        this.dbOptions = dbOptions;
        this.familyOptions = familyOptions;
    }

    static ArchiveTable open(Path folder) {
        RocksDB.loadLibrary();
        DBOptions dbOptions = new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setKeepLogFileNum(2)
                .setMaxTotalWalSize(8 * WRITE_BUFFER_BYTES);
        ColumnFamilyOptions familyOptions = new ColumnFamilyOptions().setWriteBufferSize(WRITE_BUFFER_BYTES);
        List<ColumnFamilyDescriptor> names = new ArrayList<>();
        names.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions));
        for (String name : List.of("fragments", "times", "segments", "heads", "origins")) {
            names.add(new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.UTF_8), familyOptions));
        }
        List<ColumnFamilyHandle> families = new ArrayList<>();
        try {
            RocksDB db = RocksDB.open(dbOptions, folder.toString(), names, families);
            return new ArchiveTable(db, families, dbOptions, familyOptions);
        } catch (RocksDBException e) {
            familyOptions.close();
            dbOptions.close();
            throw disk("the archive's index in %s cannot be opened (is another node using it?)".formatted(folder), e);
        }
    }

    private ColumnFamilyHandle fragments() {
        return families.get(1);
    }

    private ColumnFamilyHandle times() {
        return families.get(2);
    }

    private ColumnFamilyHandle segments() {
        return families.get(3);
    }

    private ColumnFamilyHandle heads() {
        return families.get(4);
    }

    private ColumnFamilyHandle origins() {
        return families.get(5);
    }

    /**
     * All in one step, on disk when this returns.
     *
     * @param rows     of one stream, in the order of their numbers
     * @param segments as they are with the rows
     * @param position how far the fragments' source has been taken with them
     */
    void put(List<ArchivedFragment> rows, List<Segment> segments, Optional<SourcePosition> position) {
        ArchivedFragment last = rows.getLast();
        String stream = last.stream();
        try (WriteBatch batch = new WriteBatch()) {
            for (ArchivedFragment row : rows) {
                batch.put(fragments(), ArchiveRows.fragmentKey(stream, row.number()), ArchiveRows.value(row));
                batch.put(times(), ArchiveRows.timeKey(stream, row.start(), row.number()), new byte[0]);
            }
            for (Segment segment : segments) {
                batch.put(segments(), ArchiveRows.segmentKey(stream, segment.ordinal()), ArchiveRows.value(segment));
            }
            batch.put(heads(), ArchiveRows.prefix(stream), ArchiveRows.value(new Head(last.number(), last.ordinal())));
            if (position.isPresent()) {
                putOrigin(batch, stream, position.get());
            }
            db.write(durable, batch);
        } catch (RocksDBException e) {
            throw disk("the archive's index cannot be written", e);
        }
    }

    /** How far a source has been taken where no fragment comes with it. */
    void put(String stream, SourcePosition position) {
        try (WriteBatch batch = new WriteBatch()) {
            putOrigin(batch, stream, position);
            db.write(durable, batch);
        } catch (RocksDBException e) {
            throw disk("the archive's index cannot be written", e);
        }
    }

    private void putOrigin(WriteBatch batch, String stream, SourcePosition position) throws RocksDBException {
        batch.put(origins(), ArchiveRows.originKey(stream, position.source()), ArchiveRows.value(position));
    }

    Optional<SourcePosition> origin(String stream, String source) {
        byte[] key = ArchiveRows.originKey(stream, source);
        return get(origins(), key).map(value -> ArchiveRows.position(key, ArchiveRows.prefix(stream).length, value));
    }

    List<SourcePosition> origins(String stream) {
        byte[] prefix = ArchiveRows.prefix(stream);
        List<SourcePosition> found = new ArrayList<>();
        try (RocksIterator rows = db.newIterator(origins())) {
            for (rows.seek(prefix); rows.isValid() && ArchiveRows.ofStream(rows.key(), prefix); rows.next()) {
                found.add(ArchiveRows.position(rows.key(), prefix.length, rows.value()));
            }
        }
        return found;
    }

    void removeOrigins(String stream) {
        try (WriteBatch batch = new WriteBatch()) {
            for (SourcePosition position : origins(stream)) {
                batch.delete(origins(), ArchiveRows.originKey(stream, position.source()));
            }
            db.write(durable, batch);
        } catch (RocksDBException e) {
            throw disk("the archive's index cannot be written", e);
        }
    }

    void remove(String stream, Segment segment) {
        try (WriteBatch batch = new WriteBatch()) {
            Optional<ArchivedFragment> row = atOrAfter(stream, segment.first());
            while (row.isPresent() && row.get().number().compareTo(segment.last()) <= 0) {
                ArchivedFragment fragment = row.get();
                if (fragment.segment() == segment.ordinal()) {
                    batch.delete(fragments(), ArchiveRows.fragmentKey(stream, fragment.number()));
                    batch.delete(times(), ArchiveRows.timeKey(stream, fragment.start(), fragment.number()));
                }
                row = atOrAfter(stream, fragment.number().next());
            }
            batch.delete(segments(), ArchiveRows.segmentKey(stream, segment.ordinal()));
            db.write(durable, batch);
        } catch (RocksDBException e) {
            throw disk("the archive's index cannot be written", e);
        }
    }

    Optional<Head> head(String stream) {
        return get(heads(), ArchiveRows.prefix(stream)).map(ArchiveRows::head);
    }

    Optional<ArchivedFragment> fragment(String stream, FragmentNumber number) {
        return get(fragments(), ArchiveRows.fragmentKey(stream, number))
                .map(value -> ArchiveRows.fragment(stream, number, value));
    }

    Optional<ArchivedFragment> atOrAfter(String stream, FragmentNumber number) {
        byte[] prefix = ArchiveRows.prefix(stream);
        try (RocksIterator rows = db.newIterator(fragments())) {
            rows.seek(ArchiveRows.fragmentKey(stream, number));
            return row(stream, prefix, rows);
        }
    }

    Optional<ArchivedFragment> newest(String stream) {
        return head(stream).flatMap(head -> fragment(stream, head.lastNumber()));
    }

    List<Segment> segments(String stream) {
        byte[] prefix = ArchiveRows.prefix(stream);
        List<Segment> found = new ArrayList<>();
        try (RocksIterator rows = db.newIterator(segments())) {
            for (rows.seek(prefix); rows.isValid() && ArchiveRows.ofStream(rows.key(), prefix); rows.next()) {
                found.add(ArchiveRows.segment(rows.value()));
            }
        }
        return found;
    }

    List<ArchivedFragment> covering(String stream, Instant from, Instant to, int atMost) {
        byte[] prefix = ArchiveRows.prefix(stream);
        List<ArchivedFragment> found = new ArrayList<>();
        try (RocksIterator rows = db.newIterator(times())) {
            rows.seekForPrev(ArchiveRows.timeKey(stream, from, new FragmentNumber(BigInteger.ZERO)));
            if (!rows.isValid() || !ArchiveRows.ofStream(rows.key(), prefix)) {
                rows.seek(prefix);
            }
            while (rows.isValid() && ArchiveRows.ofStream(rows.key(), prefix) && found.size() < atMost) {
                Optional<ArchivedFragment> row =
                        fragment(stream, ArchiveRows.numberOf(rows.key(), prefix.length + Long.BYTES));
                if (row.isPresent() && !row.get().start().isBefore(to)) {
                    break;
                }
                row.filter(fragment -> fragment.end().isAfter(from)).ifPresent(found::add);
                rows.next();
            }
        }
        return found;
    }

    /** By producer time and number: those that start in the interval, ends included. */
    List<ArchivedFragment> startingIn(String stream, Instant from, FragmentNumber after, Instant to, int atMost) {
        byte[] prefix = ArchiveRows.prefix(stream);
        List<ArchivedFragment> found = new ArrayList<>();
        try (RocksIterator rows = db.newIterator(times())) {
            rows.seek(ArchiveRows.timeKey(stream, from, after.next()));
            for (; rows.isValid() && ArchiveRows.ofStream(rows.key(), prefix) && found.size() < atMost; rows.next()) {
                FragmentNumber number = ArchiveRows.numberOf(rows.key(), prefix.length + Long.BYTES);
                Optional<ArchivedFragment> row = fragment(stream, number);
                if (row.isPresent() && row.get().start().isAfter(to)) {
                    break;
                }
                row.filter(fragment -> !fragment.start().isBefore(from)).ifPresent(found::add);
            }
        }
        return found;
    }

    private static Optional<ArchivedFragment> row(String stream, byte[] prefix, RocksIterator rows) {
        if (!rows.isValid() || !ArchiveRows.ofStream(rows.key(), prefix)) {
            return Optional.empty();
        }
        FragmentNumber number = ArchiveRows.numberOf(rows.key(), prefix.length);
        return Optional.of(ArchiveRows.fragment(stream, number, rows.value()));
    }

    private Optional<byte[]> get(ColumnFamilyHandle family, byte[] key) {
        try {
            return Optional.ofNullable(db.get(family, key));
        } catch (RocksDBException e) {
            throw disk("the archive's index cannot be read", e);
        }
    }

    private static IngestException disk(String what, RocksDBException cause) {
        return new IngestException(IngestException.Code.DISK, "%s: %s".formatted(what, cause.getMessage()), cause);
    }

    @Override
    public void close() {
        families.forEach(ColumnFamilyHandle::close);
        db.close();
        durable.close();
        familyOptions.close();
        dbOptions.close();
    }
}
