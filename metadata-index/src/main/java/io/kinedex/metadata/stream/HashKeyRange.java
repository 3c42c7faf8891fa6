package io.kinedex.metadata.stream;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The part of the 128-bit hash keys that a shard carries, both ends included. Immutable.
 *
 * <p>A partition key's hash key is the MD5 of its UTF-8 bytes, as Kinesis Data Streams has it, so that producers which
 * choose shards by their ranges find the same ones here.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html">PutRecord</a>
 */
public record HashKeyRange(BigInteger start, BigInteger end) {
    /** The largest hash key: 2^128 - 1. */
    public static final BigInteger MAX = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);

    /** The range of one of several shards that share the hash keys evenly; the last one has the remainder too. */
    static HashKeyRange of(int shard, int shards) {
        BigInteger width = width(shards);
        BigInteger start = width.multiply(BigInteger.valueOf(shard));
        return new HashKeyRange(
                start, shard == shards - 1 ? MAX : start.add(width).subtract(BigInteger.ONE));
    }

    /** Which of the shards carries the hash key. */
    static int shardOf(BigInteger hashKey, int shards) {
        if (hashKey.signum() < 0 || hashKey.compareTo(MAX) > 0) {
            throw new IllegalArgumentException("hash key %s is not in 0..%s".formatted(hashKey, MAX));
        }
        return hashKey.divide(width(shards)).min(BigInteger.valueOf(shards - 1)).intValueExact();
    }

    /** The hash key of a partition key. */
    static BigInteger hashKey(String partitionKey) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            return new BigInteger(1, md5.digest(partitionKey.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    private static BigInteger width(int shards) {
        return BigInteger.ONE.shiftLeft(128).divide(BigInteger.valueOf(shards));
    }
}
