package io.kinedex.ingest.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.kinedex.metadata.delivery.DeliveryFormat;
import io.kinedex.metadata.delivery.S3Target;
import io.kinedex.metadata.profile.Envelope;
import io.kinedex.metadata.profile.Profile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * To objects in a bucket of S3, or of what speaks its protocol. Immutable; any thread.
 *
 * @param profile     what a line says
 * @param envelope    what is around it
 * @param bufferBytes a batch is put when it holds so much
 * @param bufferAge   or when its first record has waited so long
 */
public record S3SinkConfig(
        List<String> streams,
        String from,
        S3Target target,
        DeliveryFormat format,
        Profile profile,
        Envelope envelope,
        ByteSize bufferBytes,
        Duration bufferAge)
        implements SinkConfig {
    static final String KIND = "s3";

    private static final ByteSize BUFFER_BYTES = ByteSize.ofMegabytes(64);
    private static final Duration BUFFER_AGE = Duration.ofMinutes(5);

    public S3SinkConfig {
        streams = List.copyOf(streams);
        SinkConfig.parse(from);
        if (format == DeliveryFormat.PARQUET && (profile != Profile.KINEDEX || envelope != Envelope.PUBLISHED)) {
            throw new IllegalArgumentException(
                    "format parquet has columns of its own: leave profile and envelope out, or take json-lines");
        }
    }

    /** As a file has it: only the bucket must be there. */
    @JsonCreator
    static S3SinkConfig of(
            @JsonProperty("streams") @Nullable List<String> streams,
            @JsonProperty("from") @Nullable String from,
            @JsonProperty("bucket") @Nullable String bucket,
            @JsonProperty("prefix") @Nullable String prefix,
            @JsonProperty("layout") @Nullable String layout,
            @JsonProperty("region") @Nullable String region,
            @JsonProperty("endpoint") @Nullable String endpoint,
            @JsonProperty("path-style") @Nullable Boolean pathStyle,
            @JsonProperty("encryption") @Nullable String encryption,
            @JsonProperty("kms-key") @Nullable String kmsKey,
            @JsonProperty("format") @Nullable String format,
            @JsonProperty("profile") @Nullable String profile,
            @JsonProperty("envelope") @Nullable String envelope,
            @JsonProperty("buffer-bytes") @Nullable ByteSize bufferBytes,
            @JsonProperty("buffer-age") @Nullable Duration bufferAge) {
        S3Target target = new S3Target(
                or(bucket, ""),
                or(prefix, ""),
                or(layout, S3Target.HIVE_LAYOUT),
                or(region, "us-east-1"),
                or(endpoint, ""),
                pathStyle != null && pathStyle,
                or(encryption, ""),
                or(kmsKey, ""));
        return new S3SinkConfig(
                streams == null ? List.of() : streams,
                or(from, "trim-horizon"),
                target,
                DeliveryFormat.of(or(format, DeliveryFormat.JSON_LINES_GZIP.key())),
                Profile.of(or(profile, Profile.KINEDEX.key())),
                Envelope.of(or(envelope, Envelope.PUBLISHED.key())),
                Optional.ofNullable(bufferBytes).orElse(BUFFER_BYTES),
                Optional.ofNullable(bufferAge).orElse(BUFFER_AGE));
    }

    private static String or(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }

    @Override
    public String kind() {
        return KIND;
    }
}
