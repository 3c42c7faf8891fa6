package io.kinedex.ingest.source.kinesisvideo;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long the next attempt is put off: full jitter under a bound that doubles with every attempt that brought nothing.
 * For one thread.
 *
 * @see <a href="https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/">Timeouts, retries, and
 *     backoff with jitter</a>
 */
final class Backoff {
    private static final long BASE_MILLIS = 200;
    private static final int DOUBLINGS_MAX = 20;

    private final long maxMillis;
    private final RandomGenerator random;
    private int attempts;

    Backoff(Duration max, RandomGenerator random) {
        this.maxMillis = max.toMillis();
        this.random = random;
    }

    /** Something came: the next wait is a short one. */
    void reset() {
        attempts = 0;
    }

    Duration next(Trouble.Wait patience) {
        return switch (patience) {
            case NONE -> Duration.ZERO;
            case GROWING -> growing();
            case LONG -> Duration.ofMillis(random.nextLong(maxMillis / 2, maxMillis + 1));
        };
    }

    private Duration growing() {
        long bound = Math.min(maxMillis, BASE_MILLIS << Math.min(attempts, DOUBLINGS_MAX));
        attempts++;
        return Duration.ofMillis(random.nextLong(bound + 1));
    }
}
