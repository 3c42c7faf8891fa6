package io.kinedex.metadata.stream;

import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.MetadataException.Code;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one lane on which appends become durable. Callers leave their request and wait; while the lane's thread forces one
 * group to the disk, the next group gathers. Callers may be virtual threads: the fsync holds the lane's platform thread
 * alone. Bounded: a caller waits for room where too much is on its way.
 */
final class CommitLane implements AutoCloseable {
    private static final int REQUESTS_MAX = 1024;
    private static final long GROUP_BYTES_MAX = 8 << 20;

    private final Committer committer;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final ArrayDeque<AppendRequest> pending = new ArrayDeque<>();
    private boolean closed;

    CommitLane(Committer committer) {
        this.committer = committer;
        this.thread = Thread.ofPlatform().name("metadata-commit").daemon().start(this::run);
    }

    /** Waits until the request is on the disk, even where the thread is interrupted: the answer cannot be taken back. */
    SequenceNumber append(AppendRequest request) {
        enqueue(request);
        try {
            return request.acknowledged().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof MetadataException cause) {
                throw new MetadataException(cause.code(), String.valueOf(cause.getMessage()), cause);
            }
            throw e;
        }
    }

    private void enqueue(AppendRequest request) {
        lock.lock();
        try {
            while (pending.size() >= REQUESTS_MAX && !closed) {
                room.awaitUninterruptibly();
            }
            if (closed) {
                throw new MetadataException(Code.CLOSED, "the metadata stream is closed; nothing was appended");
            }
            pending.add(request);
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        for (List<AppendRequest> group = next(); !group.isEmpty(); group = next()) {
            try {
                committer.commit(group);
            } catch (RuntimeException | Error e) {
                group.forEach(request -> request.acknowledged().completeExceptionally(e));
            }
        }
    }

    /** The requests that wait, up to a size; empty once the lane is closed and all are served. */
    private List<AppendRequest> next() {
        lock.lock();
        try {
            while (pending.isEmpty() && !closed) {
                arrived.awaitUninterruptibly();
            }
            List<AppendRequest> group = new ArrayList<>();
            long bytes = 0;
            while (!pending.isEmpty()
                    && (group.isEmpty() || bytes + pending.element().bytes() <= GROUP_BYTES_MAX)) {
                bytes += pending.element().bytes();
                group.add(pending.remove());
            }
            room.signalAll();
            return group;
        } finally {
            lock.unlock();
        }
    }

    /** Serves what waits, refuses what comes. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
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
