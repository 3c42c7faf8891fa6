package io.kinedex.metadata.index;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Tells how far the index is and lets threads wait for it. For all threads. */
final class SearchableGate {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long sequence;
    private boolean closed;

    long sequence() {
        lock.lock();
        try {
            return sequence;
        } finally {
            lock.unlock();
        }
    }

    void reached(long newest) {
        lock.lock();
        try {
            sequence = newest;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the sequence number; false where the time is up or the index is closed first. */
    boolean await(long wanted, Duration patience) throws InterruptedException {
        long nanos = patience.compareTo(Duration.ofDays(1)) < 0 ? patience.toNanos() : TimeUnit.DAYS.toNanos(1);
        lock.lockInterruptibly();
        try {
            while (sequence < wanted && !closed && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return sequence >= wanted;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until closed, for the given time at the most. */
    void pause(Duration duration) throws InterruptedException {
        long nanos = duration.toNanos();
        lock.lockInterruptibly();
        try {
            while (!closed && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }
}
