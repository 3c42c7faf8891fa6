package io.kinedex.metadata.stream;

import java.util.zip.CRC32;

/** How names and partition keys are taken to shards; settled when a folder is made, and kept with it. */
enum Sharding {
    /** What folders of storage format 1 were made with. */
    CRC {
        @Override
        int shardOf(String key, int shards) {
            CRC32 crc = new CRC32();
            crc.update(Layout.utf8(key));
            return (int) (crc.getValue() % shards);
        }
    },
    /** By {@link HashKeyRange}, as Kinesis Data Streams does. */
    MD5 {
        @Override
        int shardOf(String key, int shards) {
            return HashKeyRange.shardOf(HashKeyRange.hashKey(key), shards);
        }
    };

    abstract int shardOf(String key, int shards);
}
