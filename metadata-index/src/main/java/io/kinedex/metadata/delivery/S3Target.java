package io.kinedex.metadata.delivery;

/**
 * Where objects go. Credentials come from the SDK's default chain. Immutable.
 *
 * @param bucket    must exist
 * @param prefix    of every object's name; where it is to be a folder it ends with a slash
 * @param layout    what stands between the prefix and the object's own name, with {@code {stream}}, {@code {year}},
 *                  {@code {month}}, {@code {day}} and {@code {hour}} in it
 * @param region    such as {@code us-east-1}
 * @param endpoint  where another service than AWS's own is meant; else empty
 * @param pathStyle whether the bucket stands in the path instead of the host's name
 * @param encryption {@code AES256}, {@code aws:kms} or {@code aws:kms:dsse}; empty for the bucket's own rule
 * @param kmsKey    the key's id or ARN; empty for the bucket's
 */
public record S3Target(
        String bucket,
        String prefix,
        String layout,
        String region,
        String endpoint,
        boolean pathStyle,
        String encryption,
        String kmsKey) {
    /** Folders that Athena, Spark and DuckDB take for partitions. */
    public static final String HIVE_LAYOUT = "stream={stream}/year={year}/month={month}/day={day}/hour={hour}/";

    private static final int PREFIX_CHARS_MAX = 256;

    public S3Target {
        require(
                bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"),
                "bucket",
                bucket,
                "a bucket's name of 3 to 63 characters");
        require(prefix.length() <= PREFIX_CHARS_MAX, "prefix", prefix, "at most 256 characters");
        require(
                !layout.replaceAll("\\{(stream|year|month|day|hour)}", "").matches(".*[{}].*"),
                "layout",
                layout,
                "text with {stream}, {year}, {month}, {day}, {hour} and no other braces");
        require(!region.isBlank(), "region", region, "such as us-east-1");
        require(
                encryption.matches("|AES256|aws:kms|aws:kms:dsse"),
                "encryption",
                encryption,
                "empty, AES256, aws:kms or aws:kms:dsse");
        require(
                kmsKey.isEmpty() || encryption.startsWith("aws:kms"),
                "kms-key",
                kmsKey,
                "empty unless encryption is aws:kms or aws:kms:dsse");
    }

    /** AWS's own service, partitioned by stream and hour. */
    public static S3Target of(String bucket, String prefix, String region) {
        return new S3Target(bucket, prefix, HIVE_LAYOUT, region, "", false, "", "");
    }

    /** Another service than AWS's, with the bucket in the path. */
    public S3Target at(String otherEndpoint) {
        return new S3Target(bucket, prefix, layout, region, otherEndpoint, true, encryption, kmsKey);
    }

    private static void require(boolean holds, String name, String value, String limit) {
        if (!holds) {
            throw new IllegalArgumentException("%s is '%s', must be %s".formatted(name, value, limit));
        }
    }
}
