package io.kinedex.ingest.kinesis.video;

import io.kinedex.ingest.config.VideoLimits;
import java.time.Clock;

/**
 * What the operations are told of the endpoint they are on. Immutable; any thread.
 *
 * @param region  of the ARNs
 * @param account of the ARNs, twelve digits
 */
public record VideoSettings(String region, String account, VideoLimits limits, Clock clock) {
    /** The resource that stands for all streams. */
    String allStreams() {
        return "arn:aws:kinesisvideo:%s:%s:stream/*".formatted(region, account);
    }

    String arn(VideoStream stream) {
        return "arn:aws:kinesisvideo:%s:%s:stream/%s/%d"
                .formatted(region, account, stream.name(), stream.created().toEpochMilli());
    }

    String defaultKey() {
        return "arn:aws:kms:%s:%s:alias/aws/kinesisvideo".formatted(region, account);
    }
}
