package io.kinedex.ingest.source.kinesisvideo;

import io.kinedex.frames.FragmentLimits;
import java.time.Duration;

/**
 * How streams are read; docs/configuration.md explains the keys of the same names. Immutable.
 *
 * @param idleMax         a session on which no byte came for so long is begun anew
 * @param catchUpBehind   what is further behind is fetched from the service's archive
 * @param catchUpParallel requests for archived fragments at once
 * @param gapTolerance    a longer gap in producer time is looked into
 * @param retryMax        the longest wait between two attempts
 * @param callGap         between two calls of one operation for one stream
 * @param limits          of one fragment
 */
public record ConsumerOptions(
        Duration idleMax,
        Duration catchUpBehind,
        int catchUpParallel,
        Duration gapTolerance,
        Duration retryMax,
        Duration callGap,
        FragmentLimits limits) {
    /** Four calls a second, of the five that the service allows. */
    public static final Duration CALL_GAP = Duration.ofMillis(250);
}
