package io.kinedex.inference;

import java.time.Duration;

/**
 * How much runs at once.
 *
 * @param threads         how many models run side by side, 1..256
 * @param batchMax        frames in one run of a model that takes batches, 1..256
 * @param batchWait       how long the first frame of a batch waits for others; zero takes those that are there
 * @param queueMax        frames that wait; beyond these {@link InferenceService#detect} blocks
 * @param threadsPerModel that one run of a model may use, 1..256
 */
public record InferenceOptions(int threads, int batchMax, Duration batchWait, int queueMax, int threadsPerModel) {
    public InferenceOptions {
        requireSmall("threads", threads);
        requireSmall("batchMax", batchMax);
        requireSmall("threadsPerModel", threadsPerModel);
        if (queueMax < 1) {
            throw new IllegalArgumentException("queueMax is %d, must be at least 1".formatted(queueMax));
        }
        if (batchWait.isNegative() || batchWait.compareTo(Duration.ofSeconds(10)) > 0) {
            throw new IllegalArgumentException("batchWait is %s, must be in 0 s..10 s".formatted(batchWait));
        }
    }

    /** One thread for each run of a model. */
    public InferenceOptions(int threads, int batchMax, Duration batchWait, int queueMax) {
        this(threads, batchMax, batchWait, queueMax, 1);
    }

    /** One thread for each processor but at most four, batches of at most eight without waiting for them. */
    public static InferenceOptions defaults() {
        int threads = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);
        return new InferenceOptions(threads, 8, Duration.ZERO, 4 * threads);
    }

    private static void requireSmall(String name, int value) {
        if (value < 1 || value > 256) {
            throw new IllegalArgumentException("%s is %d, must be in 1..256".formatted(name, value));
        }
    }
}
