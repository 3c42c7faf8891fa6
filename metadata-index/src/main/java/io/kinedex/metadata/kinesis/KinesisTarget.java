package io.kinedex.metadata.kinesis;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;

/**
 * A data stream and where it is. Immutable.
 *
 * @param stream   its name or ARN
 * @param region   such as {@code eu-central-1}; empty for the ARN's, or else the one of the SDK's default chain
 * @param endpoint another than the region's; empty for that
 */
public record KinesisTarget(String stream, String region, String endpoint) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,128}");
    private static final Pattern ARN =
            Pattern.compile("arn:[a-z-]+:kinesis:([a-z0-9-]+):[0-9]{12}:stream/[A-Za-z0-9_.-]{1,128}");

    public KinesisTarget {
        if (!NAME.matcher(stream).matches() && !ARN.matcher(stream).matches()) {
            throw new IllegalArgumentException(
                    "'%s' is neither the name nor the ARN of a Kinesis data stream".formatted(stream));
        }
        if (!endpoint.isEmpty() && !endpoint.matches("https?://[^\\s]+")) {
            throw new IllegalArgumentException("endpoint '%s' is no http or https address".formatted(endpoint));
        }
    }

    /** The ARN; null where only the name is known, as the SDK's requests take it. */
    @Nullable
    String arn() {
        return isArn() ? stream : null;
    }

    /** The name; null where the ARN says it. */
    @Nullable
    String name() {
        return isArn() ? null : stream;
    }

    private boolean isArn() {
        return stream.startsWith("arn:");
    }

    /** Whether the address is one of this kind that speaks without TLS, where HTTP/2 cannot be agreed on. */
    boolean isPlain() {
        return endpoint.startsWith("http:");
    }

    <B extends AwsClientBuilder<B, ?>> B place(B builder) {
        Matcher matcher = ARN.matcher(stream);
        Optional<String> named = !region.isEmpty()
                ? Optional.of(region)
                : matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
        named.map(Region::of).ifPresent(builder::region);
        if (!endpoint.isEmpty()) {
            builder.endpointOverride(URI.create(endpoint));
        }
        return builder;
    }
}
