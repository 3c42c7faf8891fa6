package io.kinedex.ingest.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;

/**
 * The most that was alive on the heap while this was open: collects again and again, so that nothing else should be measured
 * meanwhile. Any thread.
 */
final class HeapWatch implements AutoCloseable {
    private static final long PAUSE_MILLIS = 20;

    private final Thread thread;
    private volatile long peak;

    HeapWatch() {
        peak = alive();
        thread = Thread.ofPlatform().name("heap-watch").start(this::watch);
    }

    /** Bytes. */
    long peak() {
        return peak;
    }

    /** Bytes that a collection leaves, by the collector's own account: what is made since then does not count. */
    static long alive() {
        System.gc();
        long sum = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage left = pool.getCollectionUsage();
            if (pool.getType() == MemoryType.HEAP && left != null) {
                sum += left.getUsed();
            }
        }
        return sum;
    }

    private void watch() {
        try {
            while (true) {
                peak = Math.max(peak, alive());
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException _) {
            // closed, which ends this thread
        }
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
