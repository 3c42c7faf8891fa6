package io.kinedex.metadata.stream;

import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.MetadataException.Code;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is settled when the folder is made and never changes.
 *
 * @param identity a random UUID
 * @param shards   1 or more
 * @param sharding which shard a name or partition key belongs to
 */
record FolderSeal(String identity, int shards, Sharding sharding) {
    private static final Logger LOG = LoggerFactory.getLogger(FolderSeal.class);

    static FolderSeal readOrWrite(Database database, int shardsWanted) {
        return database.use(open -> {
            Optional<byte[]> format = open.get(Column.META, Layout.FORMAT_KEY);
            if (format.isEmpty()) {
                return write(open, new FolderSeal(UUID.randomUUID().toString(), shardsWanted, Sharding.MD5));
            }
            int version = ByteBuffer.wrap(format.get()).getInt();
            if (version == Layout.FORMAT_WITHOUT_FOREIGN) {
                // the format is raised, so that no older program meets entries that it does not know
                write(open, new FolderSeal(identity(open), shards(open), Sharding.CRC));
            } else if (version != Layout.FORMAT) {
                throw new MetadataException(
                        Code.CORRUPT,
                        "metadata stream %s has storage format %d, this program reads %d"
                                .formatted(database.folder(), version, Layout.FORMAT));
            }
            FolderSeal seal = read(open);
            if (seal.shards != shardsWanted) {
                LOG.warn(
                        "metadata stream {} keeps the {} shards it was made with; {} were asked for",
                        database.folder(),
                        seal.shards,
                        shardsWanted);
            }
            return seal;
        });
    }

    private static FolderSeal read(OpenDatabase open) throws RocksDBException {
        byte[] sharding = open.get(Column.META, Layout.SHARDING_KEY).orElseThrow();
        return new FolderSeal(
                identity(open), shards(open), Sharding.valueOf(new String(sharding, StandardCharsets.UTF_8)));
    }

    private static String identity(OpenDatabase open) throws RocksDBException {
        return new String(open.get(Column.META, Layout.IDENTITY_KEY).orElseThrow(), StandardCharsets.UTF_8);
    }

    private static int shards(OpenDatabase open) throws RocksDBException {
        return ByteBuffer.wrap(open.get(Column.META, Layout.SHARDS_KEY).orElseThrow())
                .getInt();
    }

    int shardOf(String key) {
        return sharding.shardOf(key, shards);
    }

    private static FolderSeal write(OpenDatabase open, FolderSeal seal) throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            batch.put(open.handle(Column.META), Layout.FORMAT_KEY, integer(Layout.FORMAT));
            batch.put(open.handle(Column.META), Layout.SHARDS_KEY, integer(seal.shards));
            batch.put(open.handle(Column.META), Layout.IDENTITY_KEY, Layout.utf8(seal.identity));
            batch.put(open.handle(Column.META), Layout.SHARDING_KEY, Layout.utf8(seal.sharding.name()));
            open.writeDurably(batch);
        }
        return seal;
    }

    private static byte[] integer(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }
}
