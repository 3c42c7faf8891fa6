package io.kinedex.metadata.stream;

import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.MetadataException.Code;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** RocksDB's failures in this module's words. Stateless. */
final class RocksErrors {
    private RocksErrors() {}

    static MetadataException opening(Path folder, RocksDBException e) {
        if (String.valueOf(e.getMessage()).contains("LOCK:")) {
            return new MetadataException(
                    Code.IN_USE,
                    ("metadata stream %s is in use: another node, or another stream of this one, holds its LOCK file; "
                                    + "end it or choose another folder")
                            .formatted(folder),
                    e);
        }
        return new MetadataException(
                code(e), "metadata stream %s does not open: %s".formatted(folder, e.getMessage()), e);
    }

    static MetadataException using(Path folder, RocksDBException e) {
        return new MetadataException(
                code(e), "metadata stream %s: the disk is full or fails: %s".formatted(folder, e.getMessage()), e);
    }

    private static Code code(RocksDBException e) {
        @Nullable Status status = e.getStatus();
        boolean corrupt = status != null && status.getCode() == Status.Code.Corruption;
        return corrupt ? Code.CORRUPT : Code.DISK;
    }
}
