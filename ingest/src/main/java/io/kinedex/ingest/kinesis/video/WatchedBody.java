package io.kinedex.ingest.kinesis.video;

import io.kinedex.ingest.config.VideoLimits;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * A producer's bytes under watch: tells the producer now and then that nothing comes, and ends the wait for more once
 * nothing has come for too long or the session has lasted its time. Read by one thread.
 */
final class WatchedBody extends InputStream {
    private static final Duration IDLE = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(250);

    private final InputStream in;
    private final AckWriter acks;
    private final VideoLimits limits;
    private final VideoMetrics metrics;
    private final Thread reader = Thread.currentThread();
    private final long begun = System.nanoTime();
    private final Thread watch;
    private volatile long lastBytes = begun;
    private volatile boolean expired;
    private boolean waiting;
    private boolean idle;

    WatchedBody(InputStream in, AckWriter acks, VideoLimits limits, VideoMetrics metrics) {
        this.in = in;
        this.acks = acks;
        this.limits = limits;
        this.metrics = metrics;
        this.watch = Thread.ofVirtual().name("put-media-watch").start(this::watch);
    }

    /** Whether the session has lasted its time. */
    boolean isExpired() {
        return expired;
    }

    /** Whether nothing has come for so long that the session was ended. */
    synchronized boolean isIdle() {
        return idle;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int from, int count) throws IOException {
        synchronized (this) {
            if (idle) {
                return -1;
            }
            waiting = true;
        }
        try {
            int got = in.read(target, from, count);
            lastBytes = System.nanoTime();
            metrics.took(Math.max(0, got));
            return got;
        } finally {
            synchronized (this) {
                waiting = false;
            }
        }
    }

    private void watch() {
        try {
            long told = begun;
            while (true) {
                Thread.sleep(LOOK);
                long now = System.nanoTime();
                expired |= now - begun > limits.putSessionMax().toNanos();
                long quiet = now - lastBytes;
                if (quiet > limits.putIdleMax().toNanos()) {
                    giveUp();
                } else if (quiet > IDLE.toNanos() && now - told > IDLE.toNanos()) {
                    acks.idle();
                    told = now;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void giveUp() {
        if (waiting && !idle) {
            idle = true;
            reader.interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        watch.interrupt();
        in.close();
    }
}
