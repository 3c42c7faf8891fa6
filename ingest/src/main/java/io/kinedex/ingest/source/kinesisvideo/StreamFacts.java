package io.kinedex.ingest.source.kinesisvideo;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the service says of a stream. Immutable.
 *
 * @param id        names the stream as it was created this time: its ARN, where the service tells it
 * @param retention how long the service keeps fragments; zero where it has no archive of them
 * @param created   when it was created, where the service tells it
 */
record StreamFacts(String id, Duration retention, Optional<Instant> created) {
    boolean isArn() {
        return id.startsWith("arn:");
    }

    /** The name for calls where there is no ARN. */
    String name() {
        return id.substring(id.lastIndexOf('/') + 1);
    }

    boolean hasArchive() {
        return !retention.isZero();
    }

    /** Whether another id is that of a stream of the same name that was created at another time. */
    boolean isNameOf(String other) {
        return isArn() && !other.equals(id) && stem(other).equals(stem(id));
    }

    private static String stem(String arn) {
        return arn.substring(0, arn.lastIndexOf('/') + 1);
    }
}
