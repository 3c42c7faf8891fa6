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

/** The requests that wait, oldest first, and the making of batches out of them. All threads. */
final class RequestQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final Condition notFull = lock.newCondition();
    private final Deque<Request<?>> waiting = new ArrayDeque<>();
    private final int max;
    private boolean closed;

    RequestQueue(int max) {
        this.max = max;
    }

    /**
     * Blocks while the queue is full.
     *
     * @throws InferenceException CLOSED
     */
    void put(Request<?> request) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.size() >= max && !closed) {
                notFull.await();
            }
            if (closed) {
                throw new InferenceException(Code.CLOSED, "the inference service is closed");
            }
            waiting.addLast(request);
            notEmpty.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The oldest request and, where its model takes batches, others for the same model. Blocks until there is one; waits
     * for a fuller batch until the oldest request is {@code batchWaitNanos} old.
     *
     * @param batchMax how many requests of a model run together
     * @return empty once the queue is closed
     */
    List<Request<?>> take(ToIntFunction<String> batchMax, long batchWaitNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !closed) {
                notEmpty.await();
            }
            if (closed) {
                return List.of();
            }
            List<Request<?>> batch = new ArrayList<>();
            batch.add(waiting.removeFirst());
            fill(batch, batchMax.applyAsInt(batch.getFirst().model()), batchWaitNanos);
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void fill(List<Request<?>> batch, int batchMax, long batchWaitNanos) throws InterruptedException {
        Request<?> first = batch.getFirst();
        while (true) {
            for (Iterator<Request<?>> i = waiting.iterator(); i.hasNext() && batch.size() < batchMax; ) {
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
            List<Request<?>> left = List.copyOf(waiting);
            waiting.clear();
            return left;
        } finally {
            lock.unlock();
        }
    }
}
