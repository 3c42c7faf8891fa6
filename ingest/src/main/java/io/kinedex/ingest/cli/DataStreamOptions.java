package io.kinedex.ingest.cli;

import io.kinedex.metadata.kinesis.KinesisFollowerOptions;
import io.kinedex.metadata.kinesis.KinesisFollowerOptions.From;
import io.kinedex.metadata.kinesis.KinesisTarget;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.UUID;
import picocli.CommandLine.Option;

/** Which Kinesis data stream a command follows, and as whom. */
final class DataStreamOptions {
    @Option(
            names = "--kinesis-data-stream",
            required = true,
            paramLabel = "NAME",
            description = "Follow this Kinesis data stream, by name or ARN, in place of a node.")
    @SuppressWarnings("NullAway.Init")
    private String stream;

    @Option(
            names = "--application",
            required = true,
            paramLabel = "NAME",
            description = "Whose place in the data stream it is: followers of one name share the shards among them. "
                    + "Names tables in DynamoDB.")
    @SuppressWarnings("NullAway.Init")
    private String application;

    @Option(names = "--fan-out", description = "Be pushed to by enhanced fan-out, rather than poll.")
    private boolean fanOut;

    @Option(
            names = "--region",
            paramLabel = "REGION",
            defaultValue = "",
            description = "The data stream's region; unless given, the environment's.")
    @SuppressWarnings("NullAway.Init")
    private String region;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            defaultValue = "",
            description = "Another endpoint of Kinesis Data Streams than the region's.")
    @SuppressWarnings("NullAway.Init")
    private String endpoint;

    @Option(
            names = "--dynamodb-endpoint",
            paramLabel = "URL",
            defaultValue = "",
            description = "Another endpoint of DynamoDB than the region's.")
    @SuppressWarnings("NullAway.Init")
    private String dynamoDbEndpoint;

    /** @throws IllegalArgumentException where an option says nothing that can be followed */
    KinesisFollowerOptions follower(String from) {
        return KinesisFollowerOptions.of(
                        new KinesisTarget(stream, region, endpoint), application, "kinedex-" + UUID.randomUUID())
                .from(position(from))
                .withFanOut(fanOut)
                .withDynamoDb(dynamoDbEndpoint);
    }

    private static From position(String from) {
        return switch (from) {
            case "trim-horizon" -> new From.TrimHorizon();
            case "latest" -> new From.Latest();
            default -> new From.AtTime(time(from));
        };
    }

    private static Instant time(String from) {
        try {
            return Instant.parse(from);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "--from '%s' is neither trim-horizon nor latest, and no time".formatted(from), e);
        }
    }
}
