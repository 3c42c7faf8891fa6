package io.kinedex.inference;

import io.kinedex.inference.InferenceException.Code;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToIntFunction;

/**
 * The requests that wait, oldest first, and the making of batches out of them. Those in the background wait apart, and their
 * turn comes when no other waits. All threads.
 */
final class RequestQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final Condition notFull = lock.newCondition();
    private final Deque<Request<?>> waiting = new ArrayDeque<>();
    private final Deque<Request<?>> background = new ArrayDeque<>();
    private final int max;
    private final int backgroundMax;
    private int backgroundRunning;
    private boolean closed;

    /**
     * @param max           requests that wait; as many again in the background
     * @param backgroundMax batches in the background that run at a time
     */
    RequestQueue(int max, int backgroundMax) {
        this.max = max;
        this.backgroundMax = backgroundMax;
    }

    /**
     * Blocks while the queue is full.
     *
     * @throws InferenceException CLOSED
     */
    void put(Request<?> request) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Deque<Request<?>> its = request.background() ? background : waiting;
            while (its.size() >= max && !closed) {
                notFull.await();
            }
            if (closed) {
                throw new InferenceException(Code.CLOSED, "the inference service is closed");
            }
            its.addLast(request);
            notEmpty.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The oldest request and, where its model takes batches, others for the same model. Blocks until there is one; waits
     * for a fuller batch until the oldest request is {@code batchWaitNanos} old. Whoever takes a batch says {@link #done}.
     *
     * @param batchMax how many requests of a model run together
     * @return empty once the queue is closed
     */
    List<Request<?>> take(ToIntFunction<String> batchMax, long batchWaitNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !mayTakeBackground() && !closed) {
                notEmpty.await();
            }
            if (closed) {
                return List.of();
            }
            boolean others = waiting.isEmpty();
            Deque<Request<?>> from = others ? background : waiting;
            backgroundRunning += others ? 1 : 0;
            List<Request<?>> batch = new ArrayList<>();
            batch.add(from.removeFirst());
            fill(batch, from, batchMax.applyAsInt(batch.getFirst().model()), batchWaitNanos);
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private boolean mayTakeBackground() {
        return !background.isEmpty() && backgroundRunning < backgroundMax;
    }

    /** The batch has been run. */
    void done(List<Request<?>> batch) {
        if (batch.getFirst().background()) {
            lock.lock();
            try {
                backgroundRunning--;
                notEmpty.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void fill(List<Request<?>> batch, Deque<Request<?>> from, int batchMax, long batchWaitNanos)
            throws InterruptedException {
        Request<?> first = batch.getFirst();
        while (true) {
            for (Iterator<Request<?>> i = from.iterator(); i.hasNext() && batch.size() < batchMax; ) {
                Request<?> next = i.next();
                if (next.model().equals(first.model())) {
                    batch.add(next);
                    i.remove();
                }
            }
            notFull.signalAll();
            long left = first.submittedNanos() + batchWaitNanos - System.nanoTime();
            if (batch.size() >= batchMax || left <= 0 || closed) {
                return;
            }
            long unused = notEmpty.awaitNanos(left);
        }
    }

    /** Of those that are in a hurry. */
    int depth() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Ends all waits; gives what was still waiting. */
    List<Request<?>> close() {
        lock.lock();
        try {
            closed = true;
            notEmpty.signalAll();
            notFull.signalAll();
            List<Request<?>> left = new ArrayList<>(waiting);
            left.addAll(background);
            waiting.clear();
            background.clear();
            return left;
        } finally {
            lock.unlock();
        }
    }
}
