package io.kinedex.metadata.stream;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that somebody puts in a stream under a partition key; the stream does not look into them.
 *
 * @param key  its partition key, 1 to 1024 bytes of UTF-8
 * @param hash the hash key whose shard is to carry it, or null for that of the partition key
 * @param data taken as it is; not changed afterwards
 */
@SuppressWarnings("ArrayRecordComponent")
public record Document(String key, @Nullable BigInteger hash, byte[] data) {
    public Document {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("a document needs a partition key");
        }
    }

    /** What is kept as its data: {@code data} without the partition key. */
    int bytes() {
        return data.length;
    }
}
