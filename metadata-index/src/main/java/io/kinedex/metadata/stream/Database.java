package io.kinedex.metadata.stream;

import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.MetadataException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * Lends the open database to any number of threads, and closes or reopens it when none of them uses it. Every failure
 * comes out as a {@link MetadataException}. Any thread.
 */
final class Database implements AutoCloseable {
    private static final int PROBE_BYTES = 1 << 20;

    private final Path folder;
    private final StreamOptions options;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private @Nullable OpenDatabase open;
    private boolean closed;

    /** What somebody does with the database while it is sure to stay open. */
    interface Access<T extends @Nullable Object> {
        T to(OpenDatabase database) throws RocksDBException;
    }

    Database(Path folder, StreamOptions options) {
        this.folder = folder.toAbsolutePath();
        this.options = options;
        try {
            Files.createDirectories(this.folder);
        } catch (IOException e) {
            throw new MetadataException(
                    Code.DISK, "metadata stream %s: the folder cannot be made: %s".formatted(this.folder, e), e);
        }
        open = open();
    }

    Path folder() {
        return folder;
    }

    <T extends @Nullable Object> T use(Access<T> access) {
        lock.readLock().lock();
        try {
            return access.to(required());
        } catch (RocksDBException e) {
            throw RocksErrors.using(folder, e);
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * After a failed write: what has reached the disk is not known, and RocksDB takes no more writes. Only once the disk
     * takes a file again is the database opened anew, so that it can be read in the meantime.
     */
    void reopen() {
        probe();
        lock.writeLock().lock();
        try {
            if (!closed) {
                Optional.ofNullable(open).ifPresent(OpenDatabase::close);
                open = null;
                open = open();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            closed = true;
            Optional.ofNullable(open).ifPresent(OpenDatabase::close);
            open = null;
        } finally {
            lock.writeLock().unlock();
        }
    }

    private OpenDatabase open() {
        try {
            return new OpenDatabase(folder, options);
        } catch (RocksDBException e) {
            throw RocksErrors.opening(folder, e);
        }
    }

    private OpenDatabase required() {
        if (closed) {
            throw new MetadataException(Code.CLOSED, "metadata stream %s is closed".formatted(folder));
        }
        if (open == null) {
            throw new MetadataException(
                    Code.DISK, "metadata stream %s could not be opened again after a disk error".formatted(folder));
        }
        return open;
    }

    private void probe() {
        Path file = folder.resolve("probe.tmp");
        try {
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.allocate(PROBE_BYTES);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new MetadataException(
                    Code.DISK, "metadata stream %s: the disk is still full or fails: %s".formatted(folder, e), e);
        }
    }
}
