package io.kinedex.ingest.kinesis.playback;

import java.util.Optional;

/** The streams that can be played. Any thread may call. */
@FunctionalInterface
public interface PlaybackStreams {
    /** @param nameOrArn a stream's name, or its ARN with or without the time of its creation */
    Optional<PlaybackStream> find(String nameOrArn);

    /**
     * A stream as callers know it.
     *
     * @param retains whether its fragments are kept; AWS plays only streams that do
     */
    record PlaybackStream(String name, String arn, boolean retains) {}
}
