package io.kinedex.metadata.sink;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Pauses that double up to a limit; each is shortened by chance by up to a half, so that many do not come at once. One thread. */
public final class Backoff {
    private final Duration min;
    private final Duration max;
    private Duration next;

    public Backoff(Duration min, Duration max) {
        this.min = min;
        this.max = max;
        this.next = min;
    }

    public Duration next() {
        Duration whole = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(max) > 0 ? max : doubled;
        return Duration.ofNanos(whole.toNanos() - ThreadLocalRandom.current().nextLong(whole.toNanos() / 2 + 1));
    }

    public void reset() {
        next = min;
    }
}
