package io.kinedex.inference;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Work for one inference thread, and the future of its answer. All threads.
 *
 * <p>Whoever owns what it reads may reuse that once the future is done, so it cannot be cancelled once a run has begun.
 *
 * @param <T> the answer
 */
abstract sealed class Request<T> extends CompletableFuture<T> permits DetectionRequest, JobRequest {
    static final ScopedValue<Boolean> BACKGROUND = ScopedValue.newInstance();

    private final String model;
    private final boolean background = BACKGROUND.orElse(false);
    private final long submittedNanos = System.nanoTime();
    private final AtomicBoolean claimed = new AtomicBoolean();

    Request(String model) {
        this.model = model;
    }

    /** What runs it; requests of one name may run together. */
    final String model() {
        return model;
    }

    /** Whether it has time: all others go first. */
    final boolean background() {
        return background;
    }

    final long submittedNanos() {
        return submittedNanos;
    }

    /** Whether the caller may run it: true once, and never after it was cancelled. */
    final boolean claim() {
        return claimed.compareAndSet(false, true);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return claim() && super.cancel(mayInterruptIfRunning);
    }
}
