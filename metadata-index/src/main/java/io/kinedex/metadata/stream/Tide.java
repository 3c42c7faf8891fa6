package io.kinedex.metadata.stream;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How far each shard is durable, and the place to wait for more. One thread raises it, any number waits; nobody polls.
 */
final class Tide {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicLongArray shards;
    private volatile long durable;

    Tide(int shards) {
        this.shards = new AtomicLongArray(shards);
    }

    /** Every record up to this sequence number is durable and can be read. */
    long durable() {
        return durable;
    }

    /** The newest durable sequence number on any of the shards. */
    long durable(int[] ofShards) {
        long newest = 0;
        for (int shard : ofShards) {
            newest = Math.max(newest, shards.get(shard));
        }
        return newest;
    }

    /** Called before {@link #raise(long)} tells the waiting about it. */
    void raiseShard(int shard, long sequence) {
        shards.accumulateAndGet(shard, sequence, Math::max);
    }

    void raise(long sequence) {
        durable = sequence;
        wake();
    }

    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Something that a waiting thread looks at each time that it is woken. */
    interface Check {
        boolean holds();
    }

    /** Waits until the check holds; false where the time is up first. */
    boolean await(Check check, Duration patience) throws InterruptedException {
        long left = saturatedNanos(patience);
        lock.lockInterruptibly();
        try {
            while (!check.holds()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    static long saturatedNanos(Duration patience) {
        return patience.compareTo(Duration.ofNanos(Long.MAX_VALUE)) >= 0 ? Long.MAX_VALUE : patience.toNanos();
    }
}
