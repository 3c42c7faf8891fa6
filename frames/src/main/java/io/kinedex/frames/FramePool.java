package io.kinedex.frames;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A fixed number of pixel buffers outside the Java heap, and with that the back-pressure: when none is free, whoever
 * needs one waits until a {@link Frame} is closed. All methods may be called by all threads.
 */
public final class FramePool implements AutoCloseable {
    /** Vector instructions write in steps of up to 64 bytes and may pass a picture's end by one step. */
    private static final int SLACK_BYTES = 128;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition returned = lock.newCondition();
    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
    private final Arena arena = Arena.ofShared();
    private final int size;
    private final int bytesPerFrame;
    private boolean closed;

    public FramePool(int frames, int bytesPerFrame) {
        if (frames < 1 || bytesPerFrame < 3) {
            throw new IllegalArgumentException(
                    "a pool of %d frames of %d bytes: at least 1 and 3".formatted(frames, bytesPerFrame));
        }
        this.size = frames;
        this.bytesPerFrame = bytesPerFrame;
        for (int i = 0; i < frames; i++) {
            MemorySegment segment = arena.allocate((long) bytesPerFrame + SLACK_BYTES, 64);
            free.add(segment.asByteBuffer());
        }
    }

    /** Bytes that hold an RGB24 frame of any shape whose longer side is at most {@code longSideMax} pixels. */
    public static int bytesPerFrame(int longSideMax) {
        return Math.multiplyExact(Math.multiplyExact(longSideMax, longSideMax), 3);
    }

    /** Waits for a free buffer. */
    public Frame acquire() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (free.isEmpty() && !closed) {
                returned.await();
            }
            return takeLocked();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a free buffer for so long; empty if none came. */
    public Optional<Frame> tryAcquire(Duration wait) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = wait.toNanos();
            while (free.isEmpty() && !closed && nanos > 0) {
                nanos = returned.awaitNanos(nanos);
            }
            return free.isEmpty() && !closed ? Optional.empty() : Optional.of(takeLocked());
        } finally {
            lock.unlock();
        }
    }

    /** How many buffers nobody holds. */
    public int free() {
        lock.lock();
        try {
            return free.size();
        } finally {
            lock.unlock();
        }
    }

    public int size() {
        return size;
    }

    public int bytesPerFrame() {
        return bytesPerFrame;
    }

    /**
     * Ends all waiting with an IllegalStateException. The memory is freed when the last frame that is still out comes back.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            returned.signalAll();
            freeMemoryLocked();
        } finally {
            lock.unlock();
        }
    }

    void giveBack(ByteBuffer buffer) {
        lock.lock();
        try {
            free.add(buffer);
            returned.signal();
            freeMemoryLocked();
        } finally {
            lock.unlock();
        }
    }

    private Frame takeLocked() {
        if (closed) {
            throw new IllegalStateException("the frame pool is closed");
        }
        return new Frame(this, free.remove());
    }

    private void freeMemoryLocked() {
        if (closed && free.size() == size && arena.scope().isAlive()) {
            arena.close();
        }
    }
}
