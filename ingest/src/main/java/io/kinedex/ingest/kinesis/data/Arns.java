package io.kinedex.ingest.kinesis.data;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of things in AWS's form. Immutable. */
record Arns(String region, String account) {
    private static final Pattern CONSUMER =
            Pattern.compile("(.+:stream/[^/]+)/consumer/([a-zA-Z0-9_.-]+):([0-9]{1,18})");

    /** A consumer's ARN, taken apart. */
    record ConsumerName(String streamArn, String consumer, long createdSeconds) {}

    String stream(String name) {
        return "arn:aws:kinesis:%s:%s:stream/%s".formatted(region, account, name);
    }

    /** Of all streams, for operations that are about none in particular. */
    String everyStream() {
        return stream("*");
    }

    /** The name in the ARN of a stream that could be here. */
    Optional<String> streamName(String arn) {
        String here = stream("");
        return arn.startsWith(here) ? Optional.of(arn.substring(here.length())) : Optional.empty();
    }

    String consumer(String stream, String consumer, Instant created) {
        return "%s/consumer/%s:%d".formatted(stream(stream), consumer, created.getEpochSecond());
    }

    static Optional<ConsumerName> consumerName(String arn) {
        Matcher matcher = CONSUMER.matcher(arn);
        return matcher.matches()
                ? Optional.of(new ConsumerName(matcher.group(1), matcher.group(2), Long.parseLong(matcher.group(3))))
                : Optional.empty();
    }
}
