package io.kinedex.ingest.node;

import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.IngestException.Code;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps a second node out of a data folder. The operating system lets go of it with the process. */
final class DataLock implements AutoCloseable {
    private final FileChannel channel;

    private DataLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws IngestException DISK where the folder cannot be used, UNAVAILABLE where another node uses it */
    static DataLock take(Path data) {
        try {
            Files.createDirectories(data);
            FileChannel channel =
                    FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                channel.close();
                throw new IngestException(
                        Code.UNAVAILABLE,
                        "data folder %s is in use by another node; end it or choose another folder with --data"
                                .formatted(data.toAbsolutePath()));
            }
            return new DataLock(channel);
        } catch (IOException e) {
            throw new IngestException(
                    Code.DISK,
                    "data folder %s cannot be used: %s; choose a folder that this user may write to with --data"
                            .formatted(data.toAbsolutePath(), e),
                    e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
