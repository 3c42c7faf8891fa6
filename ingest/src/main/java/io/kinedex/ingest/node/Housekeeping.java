package io.kinedex.ingest.node;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a node does from time to time: figures every few seconds, retention every minute. Ends with {@link #close}. */
final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final int TRIM_EVERY = 12;

    private final Thread thread;

    Housekeeping(Runnable figures, Runnable trim) {
        this.thread = Thread.ofVirtual().name("housekeeping").start(() -> run(figures, trim));
    }

    private static void run(Runnable figures, Runnable trim) {
        try {
            for (int turn = 0; ; turn++) {
                attempt(figures);
                if (turn % TRIM_EVERY == 0) {
                    attempt(trim);
                }
                Thread.sleep(PERIOD);
            }
        } catch (InterruptedException e) {
            LOG.debug("housekeeping ends");
        }
    }

    private static void attempt(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.warn("housekeeping failed; it is tried again", e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
