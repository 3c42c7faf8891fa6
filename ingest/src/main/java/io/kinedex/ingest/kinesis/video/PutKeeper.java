package io.kinedex.ingest.kinesis.video;

import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.archive.FragmentInflow;
import io.kinedex.ingest.archive.IncomingFragment;
import io.kinedex.ingest.kinesis.video.AckWriter.Subject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the fragments that a PutMedia session has received to the disk while the session takes in the next: all that wait
 * go together, so that many small ones cost no more than a large one. The session's thread adds and closes; a thread of its
 * own keeps.
 */
final class PutKeeper implements AutoCloseable {
    /** What may be waiting or on its way to the disk; one fragment alone may be larger. */
    private static final long BYTES_MAX = 8 << 20;

    private static final int FRAGMENTS_MAX = 256;

    private static final Logger LOG = LoggerFactory.getLogger(PutKeeper.class);

    private final FragmentInflow inflow;
    private final Consumer<List<Subject>> kept;
    private final Runnable failed;
    private final Thread thread;

    /** Guarded by the monitor, as are those below: fragments that are not kept yet. */
    private final Deque<Received> received = new ArrayDeque<>();

    private long bytes;
    private boolean ended;
    private Optional<Failure> failure = Optional.empty();

    /**
     * @param kept   told of fragments that are on the disk, in their order
     * @param failed called once, where a fragment cannot be kept; nothing is kept after it
     */
    PutKeeper(FragmentInflow inflow, Consumer<List<Subject>> kept, Runnable failed) {
        this.inflow = inflow;
        this.kept = kept;
        this.failed = failed;
        this.thread = Thread.ofVirtual().name("put-media-keeper").start(this::keepAll);
    }

    /** Why a fragment could not be kept. */
    record Failure(AckError error, Subject subject) {}

    private record Received(IncomingFragment fragment, Subject subject) {}

    /** Hands a finished fragment over; waits while too much is on its way. After a failure nothing happens. */
    synchronized void add(IncomingFragment fragment, Subject subject) throws InterruptedException {
        while (failure.isEmpty()
                && !received.isEmpty()
                && (received.size() >= FRAGMENTS_MAX || bytes + fragment.length() > BYTES_MAX)) {
            wait();
        }
        received.add(new Received(fragment, subject));
        bytes += fragment.length();
        notifyAll();
    }

    synchronized Optional<Failure> failure() {
        return failure;
    }

    private void keepAll() {
        for (List<Received> next = next(); !next.isEmpty(); next = next()) {
            try {
                inflow.keep(next.stream().map(Received::fragment).toList());
                kept.accept(next.stream().map(Received::subject).toList());
            } catch (IngestException e) {
                LOG.warn("a PutMedia session ends: {}", e.getMessage());
                fail(AckError.of(e), next.getFirst().subject());
                return;
            } catch (RuntimeException e) {
                LOG.error("a PutMedia session ends", e);
                fail(AckError.INTERNAL_ERROR, next.getFirst().subject());
                return;
            }
            done(next);
        }
    }

    /** All that wait, at least one; none at the end. */
    private synchronized List<Received> next() {
        while (received.isEmpty() && !ended) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts the keeper", e);
            }
        }
        return new ArrayList<>(received);
    }

    private synchronized void done(List<Received> all) {
        for (Received each : all) {
            received.remove();
            bytes -= each.fragment().length();
        }
        notifyAll();
    }

    private void fail(AckError error, Subject subject) {
        synchronized (this) {
            failure = Optional.of(new Failure(error, subject));
            notifyAll();
        }
        failed.run();
    }

    /** Waits until all that was added is kept, or one could not be. */
    @Override
    public void close() {
        synchronized (this) {
            ended = true;
            notifyAll();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
