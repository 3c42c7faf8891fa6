package io.kinedex.metadata.kinesis;

import java.time.Duration;
import java.time.Instant;

/**
 * How a {@link KinesisFollower} follows. Immutable.
 *
 * @param target           the data stream
 * @param application      names the leases: followers of one name share the shards among them
 * @param worker           this follower among those of its name; unique
 * @param from             where to begin with what has no lease yet
 * @param fanOut           a connection of its own for each shard, pushed to, instead of polling
 * @param dynamoDbEndpoint another than the region's; empty for that
 * @param failover         a follower that is silent for longer loses its shards
 * @param pollPause        between two reads of a shard
 * @param idsMax           how many ids are remembered to pass over what comes again
 */
public record KinesisFollowerOptions(
        KinesisTarget target,
        String application,
        String worker,
        From from,
        boolean fanOut,
        String dynamoDbEndpoint,
        Duration failover,
        Duration pollPause,
        int idsMax) {
    /** Where a follower begins. */
    public sealed interface From {
        /** At the oldest record that is kept. */
        record TrimHorizon() implements From {}

        /** After the newest record. */
        record Latest() implements From {}

        /** At the first record that arrived then or later. */
        record AtTime(Instant time) implements From {}
    }

    public KinesisFollowerOptions {
        if (!application.matches("[A-Za-z0-9_.-]{3,128}")) {
            throw new IllegalArgumentException(
                    "application '%s' must match [A-Za-z0-9_.-]{3,128}: it names tables of DynamoDB"
                            .formatted(application));
        }
        if (worker.isBlank()) {
            throw new IllegalArgumentException("a follower of application %s needs a name".formatted(application));
        }
        if (failover.toMillis() < 1000 || pollPause.toMillis() < 1 || idsMax < 1) {
            throw new IllegalArgumentException(
                    "failover %s must be a second or more, poll pause %s a millisecond or more, and %d ids 1 or more"
                            .formatted(failover, pollPause, idsMax));
        }
    }

    /** Polls every 200 ms, takes over after 10 s, remembers 100,000 ids. */
    public static KinesisFollowerOptions of(KinesisTarget target, String application, String worker) {
        return new KinesisFollowerOptions(
                target,
                application,
                worker,
                new From.TrimHorizon(),
                false,
                "",
                Duration.ofSeconds(10),
                Duration.ofMillis(200),
                100_000);
    }

    public KinesisFollowerOptions from(From where) {
        return new KinesisFollowerOptions(
                target, application, worker, where, fanOut, dynamoDbEndpoint, failover, pollPause, idsMax);
    }

    public KinesisFollowerOptions withFanOut(boolean whether) {
        return new KinesisFollowerOptions(
                target, application, worker, from, whether, dynamoDbEndpoint, failover, pollPause, idsMax);
    }

    public KinesisFollowerOptions withDynamoDb(String endpoint) {
        return new KinesisFollowerOptions(
                target, application, worker, from, fanOut, endpoint, failover, pollPause, idsMax);
    }

    public KinesisFollowerOptions withPaces(Duration failoverAfter, Duration pauseBetweenPolls) {
        return new KinesisFollowerOptions(
                target, application, worker, from, fanOut, dynamoDbEndpoint, failoverAfter, pauseBetweenPolls, idsMax);
    }
}
