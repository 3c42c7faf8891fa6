package io.kinedex.ingest.bench;

import java.lang.management.ManagementFactory;

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

    /** Bytes that are in use right after a collection. */
    static long alive() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
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
