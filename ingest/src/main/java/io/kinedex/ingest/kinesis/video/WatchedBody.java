package io.kinedex.ingest.kinesis.video;

import io.kinedex.ingest.config.VideoLimits;
import io.kinedex.ingest.kinesis.Rate;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A producer's bytes under watch: tells the producer now and then that nothing comes, and ends the session where it should
 * go on no longer. A read then throws an {@link InterruptedIOException}. Read by one thread; any may end it.
 */
final class WatchedBody extends InputStream {
    private static final Duration IDLE = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(250);

    private final InputStream in;
    private final AckWriter acks;
    private final BooleanSupplier streamIsThere;
    private final VideoLimits limits;
    private final VideoMetrics metrics;
    private final Thread reader = Thread.currentThread();
    private final long begun = System.nanoTime();
    private final Thread watch;
    private final Rate rate;

    /** Guarded by the monitor, as are those below. */
    private Optional<End> ending = Optional.empty();

    private boolean waiting;
    private boolean heldBack;
    private long waitingSince = begun;
    private boolean inFragment;

    WatchedBody(
            InputStream in, AckWriter acks, BooleanSupplier streamIsThere, VideoLimits limits, VideoMetrics metrics) {
        this.in = in;
        this.acks = acks;
        this.streamIsThere = streamIsThere;
        this.limits = limits;
        this.metrics = metrics;
        this.rate = new Rate(limits.putBytesPerSecond().bytes(), System::nanoTime);
        this.watch = Thread.ofVirtual().name("put-media-watch").start(this::watch);
    }

    /** Why a session is ended that its producer has not ended. */
    enum End {
        /** Nothing came for too long. */
        SILENT,
        /** It has lasted its time. */
        EXPIRED,
        STREAM_GONE,
        /** Another producer has taken the stream. */
        TAKEN_OVER,
        /** What came before cannot be kept. */
        NOT_KEPT
    }

    /** Why the session was ended, where it was. */
    synchronized Optional<End> ending() {
        return ending;
    }

    /** Whether the session should take no further fragment. */
    synchronized boolean isExpired() {
        return System.nanoTime() - begun > limits.putSessionMax().toNanos();
    }

    /** A session whose time is over ends between two fragments at once. */
    synchronized void inFragment(boolean whether) {
        inFragment = whether;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int from, int count) throws IOException {
        holdBack();
        beginWait();
        try {
            int got = in.read(target, from, count);
            metrics.took(Math.max(0, got));
            rate.charge(Math.max(0, got));
            return got;
        } finally {
            endWait();
        }
    }

    /** A producer that is faster than it may be is not read from for a while. */
    private void holdBack() throws InterruptedIOException {
        long owed = rate.millisOwed();
        if (owed == 0) {
            return;
        }
        beginHoldingBack();
        try {
            Thread.sleep(owed);
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted while the producer is held back");
        } finally {
            endWait();
        }
    }

    private synchronized void beginHoldingBack() throws InterruptedIOException {
        requireGoingOn();
        heldBack = true;
    }

    private synchronized void requireGoingOn() throws InterruptedIOException {
        if (ending.isPresent()) {
            throw new InterruptedIOException("the session is ended: " + ending.get());
        }
    }

    private synchronized void beginWait() throws InterruptedIOException {
        requireGoingOn();
        waiting = true;
        waitingSince = System.nanoTime();
    }

    /** An interrupt that came too late for the read must not hit what follows. */
    private synchronized void endWait() {
        waiting = false;
        heldBack = false;
        if (ending.isPresent()) {
            boolean ignored = Thread.interrupted();
        }
    }

    synchronized void end(End why) {
        if (ending.isEmpty()) {
            ending = Optional.of(why);
            if (waiting || heldBack) {
                reader.interrupt();
            }
        }
    }

    private void watch() {
        try {
            long told = begun;
            while (ending().isEmpty()) {
                Thread.sleep(LOOK);
                long now = System.nanoTime();
                if (!streamIsThere.getAsBoolean()) {
                    end(End.STREAM_GONE);
                }
                endWhereOver(now);
                if (quiet(now) > IDLE.toNanos() && now - told > IDLE.toNanos()) {
                    acks.idle();
                    told = now;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A fragment that has begun may end, if it does within the time that a fragment can take. */
    private synchronized void endWhereOver(long now) {
        long over = now - begun - limits.putSessionMax().toNanos();
        if (over > (inFragment ? limits.fragmentDurationMax().toNanos() : 0)) {
            end(End.EXPIRED);
        } else if (quiet(now) > limits.putIdleMax().toNanos()) {
            end(End.SILENT);
        }
    }

    /** For how long nothing has come that was waited for. */
    private synchronized long quiet(long now) {
        return waiting ? now - waitingSince : 0;
    }

    @Override
    public void close() throws IOException {
        watch.interrupt();
        in.close();
    }
}
