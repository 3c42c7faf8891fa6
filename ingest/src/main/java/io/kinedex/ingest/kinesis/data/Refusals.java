package io.kinedex.ingest.kinesis.data;

import io.kinedex.ingest.kinesis.AwsException;

/**
 * What Kinesis Data Streams says when it refuses. Stateless.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/CommonErrors.html">Common errors</a>
 */
final class Refusals {
    private Refusals() {}

    /** The value of a member is outside of what the API says of it. */
    static AwsException validation(String value, String member, String constraint) {
        return new AwsException(
                400,
                "ValidationException",
                "1 validation error detected: Value %s at '%s' failed to satisfy constraint: Member must %s"
                        .formatted(value, member, constraint));
    }

    static AwsException argument(String message) {
        return new AwsException(400, "InvalidArgumentException", message);
    }

    static AwsException serialization(String message) {
        return new AwsException(400, "SerializationException", message);
    }

    static AwsException notFound(String message) {
        return new AwsException(400, "ResourceNotFoundException", message);
    }

    static AwsException inUse(String message) {
        return new AwsException(400, "ResourceInUseException", message);
    }

    static AwsException limit(String message) {
        return new AwsException(400, "LimitExceededException", message);
    }

    static AwsException expiredToken() {
        return new AwsException(400, "ExpiredNextTokenException", "The NextToken has expired; begin the list anew.");
    }

    static AwsException noStream(String name, String account) {
        return notFound("Stream %s under account %s not found.".formatted(name, account));
    }

    static AwsException noShard(String shard, String stream, String account) {
        return notFound("Could not find shard %s in stream %s under account %s.".formatted(shard, stream, account));
    }

    static AwsException throughput(String message) {
        return new AwsException(400, "ProvisionedThroughputExceededException", message);
    }
}
