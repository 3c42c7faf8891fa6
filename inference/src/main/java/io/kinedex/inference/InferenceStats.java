package io.kinedex.inference;

/**
 * What the service has done since it began, at one moment.
 *
 * @param queueDepth frames that wait
 * @param queueMax   frames that may wait
 * @param frames     that were looked at
 * @param batches    runs of a model
 * @param failures   frames on which a model failed
 * @param busyNanos  time that all inference threads together spent in runs
 * @param threads    inference threads
 */
public record InferenceStats(
        int queueDepth, int queueMax, long frames, long batches, long failures, long busyNanos, int threads) {}
