package io.kinedex.ingest.stream;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.kinedex.ingest.IngestException;
import java.net.URI;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Where a stream's fragments come from by themselves, by kind. Immutable; safe for all threads. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes(@JsonSubTypes.Type(value = SourceConfig.KinesisVideo.class, name = SourceConfig.KINESIS_VIDEO))
public sealed interface SourceConfig {
    /** The kind of {@link KinesisVideo}. */
    String KINESIS_VIDEO = "kinesis-video";

    /** As configuration and the HTTP interface name it. */
    String kind();

    /**
     * A stream of Amazon Kinesis Video Streams, or of what speaks its API.
     *
     * @param stream   its name, or its ARN
     * @param region   such as {@code eu-west-1}; empty for the ARN's, or else what the SDK finds
     * @param endpoint of the API where it is not AWS's; empty where it is
     * @param profile  of the files of credentials; empty for the SDK's default chain
     * @param start    {@code checkpoint}, {@code earliest}, {@code now} or a time
     * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_dataplane_StartSelector.html">
     *     StartSelector</a>
     */
    record KinesisVideo(String stream, String region, String endpoint, String profile, String start)
            implements SourceConfig {
        /** Goes on after what the archive has, or begins with what comes now. */
        public static final String CHECKPOINT = "checkpoint";

        /** Goes on after what the archive has, or begins with the earliest that the service has. */
        public static final String EARLIEST = "earliest";

        /** Begins with what comes now whenever the node starts; what came while it was down is passed over. */
        public static final String NOW = "now";

        private static final String NAME = "[a-zA-Z0-9_.-]{1,256}";
        private static final String ARN = "arn:[a-z\\d-]+:kinesisvideo:[a-z0-9-]+:[0-9]+:stream/" + NAME + "/[0-9]+";

        public KinesisVideo {
            require(stream.matches(NAME) || stream.matches(ARN), "stream", stream, "the name or ARN of a stream");
            require(region.matches("[a-z0-9-]{0,64}"), "region", region, "a region such as eu-west-1");
            require(endpoint.isEmpty() || isHttp(endpoint), "endpoint", endpoint, "an http or https address");
            require(profile.length() <= 256, "profile", profile, "256 characters or less");
            require(isStart(start), "start", start, "checkpoint, earliest, now or a time such as 2026-01-01T00:00:00Z");
        }

        /** As a file has it: only the stream must be there. */
        @JsonCreator
        public static KinesisVideo of(
                @JsonProperty("stream") @Nullable String stream,
                @JsonProperty("region") @Nullable String region,
                @JsonProperty("endpoint") @Nullable String endpoint,
                @JsonProperty("profile") @Nullable String profile,
                @JsonProperty("start") @Nullable String start) {
            return new KinesisVideo(
                    stream == null ? "" : stream,
                    region == null ? "" : region,
                    endpoint == null ? "" : endpoint,
                    profile == null ? "" : profile,
                    start == null || start.isEmpty() ? CHECKPOINT : start);
        }

        @Override
        public String kind() {
            return KINESIS_VIDEO;
        }

        /** Whether the stream is named by its ARN, and so as the one that was created at a certain time. */
        public boolean byArn() {
            return stream.startsWith("arn:");
        }

        private static boolean isStart(String text) {
            if (text.equals(CHECKPOINT) || text.equals(EARLIEST) || text.equals(NOW)) {
                return true;
            }
            try {
                Instant.parse(text);
                return true;
            } catch (DateTimeParseException e) {
                return false;
            }
        }

        private static boolean isHttp(String text) {
            try {
                URI address = URI.create(text);
                return address.getHost() != null
                        && String.valueOf(address.getScheme()).matches("https?");
            } catch (IllegalArgumentException e) {
                return false;
            }
        }

        private static void require(boolean good, String key, String given, String wanted) {
            if (!good) {
                throw new IngestException(
                        IngestException.Code.BAD_REQUEST,
                        "source.%s is '%s', must be %s".formatted(key, given, wanted));
            }
        }
    }
}
