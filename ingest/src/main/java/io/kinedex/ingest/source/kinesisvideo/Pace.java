package io.kinedex.ingest.source.kinesisvideo;

import java.time.Duration;

/**
 * Keeps the calls of one operation to one stream apart, so that they stay inside the service's five a second and leave
 * room for others. Any thread.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/service_limits.html">Kinesis Video Streams
 *     quotas</a>
 */
final class Pace {
    private final long gapNanos;
    private long nextNanos = System.nanoTime();

    Pace(Duration gap) {
        this.gapNanos = gap.toNanos();
    }

    /** Waits for the caller's turn. */
    void await() throws InterruptedException {
        long turn;
        synchronized (this) {
            turn = Math.max(nextNanos, System.nanoTime());
            nextNanos = turn + gapNanos;
        }
        long wait = turn - System.nanoTime();
        if (wait > 0) {
            Thread.sleep(Duration.ofNanos(wait));
        }
    }
}
