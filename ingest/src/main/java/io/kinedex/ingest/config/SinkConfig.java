package io.kinedex.ingest.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.kinedex.metadata.profile.Envelope;
import io.kinedex.metadata.profile.Profile;
import io.kinedex.metadata.stream.StartPosition;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the metadata stream is handed on to; docs/sinks.md explains each kind. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = SinkConfig.KinesisDataStreams.class, name = SinkConfig.KinesisDataStreams.KIND),
    @JsonSubTypes.Type(value = S3SinkConfig.class, name = S3SinkConfig.KIND)
})
public sealed interface SinkConfig permits SinkConfig.KinesisDataStreams, S3SinkConfig {
    /** Only records of these stream names; empty for all. */
    List<String> streams();

    /** {@code trim-horizon}, {@code latest} or a time: where to begin at the first start. */
    String from();

    /** The kind, as configuration files name it. */
    String kind();

    /** Where to begin at the first start. */
    default StartPosition start() {
        return parse(from());
    }

    /**
     * Reads where to begin.
     *
     * @throws IllegalArgumentException where the text names no place
     */
    static StartPosition parse(String from) {
        return switch (from) {
            case "trim-horizon" -> new StartPosition.TrimHorizon();
            case "latest" -> new StartPosition.Latest();
            default -> {
                try {
                    yield new StartPosition.AtTime(Instant.parse(from));
                } catch (DateTimeParseException e) {
                    throw new IllegalArgumentException(
                            "from '%s' is neither trim-horizon nor latest, and no time".formatted(from), e);
                }
            }
        };
    }

    /**
     * To Kinesis Data Streams.
     *
     * @param stream      name or ARN of the data stream
     * @param region      its region; empty for the ARN's or the one of the SDK's default chain
     * @param endpoint    another than the region's; empty for that
     * @param aggregation whether several records of a stream name go as one
     * @param profile     what a record says there
     * @param envelope    what is around it
     */
    record KinesisDataStreams(
            List<String> streams,
            String from,
            String stream,
            String region,
            String endpoint,
            boolean aggregation,
            Profile profile,
            Envelope envelope)
            implements SinkConfig {
        static final String KIND = "kinesis-data-streams";

        public KinesisDataStreams {
            streams = List.copyOf(streams);
            parse(from);
            if (stream.isBlank()) {
                throw new IllegalArgumentException("a sink of kind %s needs a stream".formatted(KIND));
            }
        }

        /** As a file has it: only the stream must be there. */
        @JsonCreator
        static KinesisDataStreams of(
                @JsonProperty("streams") @Nullable List<String> streams,
                @JsonProperty("from") @Nullable String from,
                @JsonProperty("stream") @Nullable String stream,
                @JsonProperty("region") @Nullable String region,
                @JsonProperty("endpoint") @Nullable String endpoint,
                @JsonProperty("aggregation") @Nullable Boolean aggregation,
                @JsonProperty("profile") @Nullable String profile,
                @JsonProperty("envelope") @Nullable String envelope) {
            return new KinesisDataStreams(
                    streams == null ? List.of() : streams,
                    from == null ? "trim-horizon" : from,
                    stream == null ? "" : stream,
                    region == null ? "" : region,
                    endpoint == null ? "" : endpoint,
                    aggregation == null || aggregation,
                    Profile.of(profile == null ? Profile.KINEDEX.key() : profile),
                    Envelope.of(envelope == null ? Envelope.NONE.key() : envelope));
        }

        @Override
        public String kind() {
            return KIND;
        }
    }
}
