package io.kinedex.metadata.stream;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;

/**
 * A RocksDB database with its column families and every native object that belongs to it. Any thread, but nobody may
 * use it while or after it is closed: {@link Database} sees to that.
 */
final class OpenDatabase implements AutoCloseable {
    private static final int OPEN_FILES_MAX = 256;
    private static final int INFO_LOGS_MAX = 3;
    private static final long INFO_LOG_BYTES_MAX = 4 << 20;

    /** Closed from the end: the database before what it was opened with. */
    private final Deque<AutoCloseable> owned = new ArrayDeque<>();

    private final RocksDB db;
    private final Map<Column, ColumnFamilyHandle> handles = new EnumMap<>(Column.class);
    private final WriteOptions durable;
    private final WriteOptions lazy;

    OpenDatabase(Path folder, StreamOptions options) throws RocksDBException {
        try {
            RocksDB.loadLibrary();
            // One budget for both: what the write buffers do not take is there for reading.
            Cache cache = own(new LRUCache(options.cacheBytes() + options.writeBufferBytes()));
            durable = own(new WriteOptions().setSync(true));
            lazy = own(new WriteOptions());
            DBOptions dbOptions = own(dbOptions(options, cache));
            List<ColumnFamilyDescriptor> columns = new ArrayList<>();
            for (Column column : Column.values()) {
                ColumnFamilyOptions columnOptions = own(columnOptions(column, options, cache));
                columns.add(new ColumnFamilyDescriptor(Layout.utf8(column.id()), columnOptions));
            }
            List<ColumnFamilyHandle> opened = new ArrayList<>();
            db = own(RocksDB.open(dbOptions, folder.toString(), columns, opened));
            for (Column column : Column.values()) {
                handles.put(column, own(opened.removeFirst()));
            }
        } catch (RocksDBException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private DBOptions dbOptions(StreamOptions options, Cache cache) {
        return new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
                .setWriteBufferManager(own(new WriteBufferManager(options.writeBufferBytes(), cache)))
                .setMaxTotalWalSize(2 * options.writeBufferBytes())
                .setMaxOpenFiles(OPEN_FILES_MAX)
                .setMaxBackgroundJobs(2)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(INFO_LOGS_MAX)
                .setMaxLogFileSize(INFO_LOG_BYTES_MAX);
    }

    private ColumnFamilyOptions columnOptions(Column column, StreamOptions options, Cache cache) {
        BlockBasedTableConfig table =
                new BlockBasedTableConfig().setBlockCache(cache).setCacheIndexAndFilterBlocks(true);
        if (column == Column.IDS) {
            table.setFilterPolicy(own(new BloomFilter(10, false)));
        }
        return new ColumnFamilyOptions()
                .setWriteBufferSize(Math.max(1 << 20, options.writeBufferBytes() / 2))
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setBottommostCompressionType(CompressionType.ZSTD_COMPRESSION)
                .setTableFormatConfig(table);
    }

    RocksDB db() {
        return db;
    }

    ColumnFamilyHandle handle(Column column) {
        return Objects.requireNonNull(handles.get(column));
    }

    Optional<byte[]> get(Column column, byte[] key) throws RocksDBException {
        return Optional.ofNullable(db.get(handle(column), key));
    }

    boolean contains(Column column, byte[] key) throws RocksDBException {
        return db.get(handle(column), key, new byte[0]) != RocksDB.NOT_FOUND;
    }

    /** Returns when the batch has been forced to the disk. */
    void writeDurably(WriteBatch batch) throws RocksDBException {
        db.write(durable, batch);
    }

    /** For what may be lost and done again. */
    void writeLazily(WriteBatch batch) throws RocksDBException {
        db.write(lazy, batch);
    }

    private <T extends AutoCloseable> T own(T resource) {
        owned.push(resource);
        return resource;
    }

    @Override
    public void close() {
        while (!owned.isEmpty()) {
            try {
                owned.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("closing a RocksDB object throws nothing", e);
            }
        }
    }
}
