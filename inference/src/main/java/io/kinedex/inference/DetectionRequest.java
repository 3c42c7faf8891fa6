package io.kinedex.inference;

import io.kinedex.inference.translate.Picture;
import io.kinedex.metadata.record.Detection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One picture for one model, and the future of what is found in it. All threads.
 *
 * <p>Whoever owns the pixels may reuse them once the future is done, so it cannot be cancelled once a run has begun.
 */
final class DetectionRequest extends CompletableFuture<List<Detection>> {
    private final String model;
    private final Picture picture;
    private final long submittedNanos = System.nanoTime();
    private final AtomicBoolean claimed = new AtomicBoolean();

    DetectionRequest(String model, Picture picture) {
        this.model = model;
        this.picture = picture;
    }

    String model() {
        return model;
    }

    Picture picture() {
        return picture;
    }

    long submittedNanos() {
        return submittedNanos;
    }

    /** Whether the caller may run it: true once, and never after it was cancelled. */
    boolean claim() {
        return claimed.compareAndSet(false, true);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return claim() && super.cancel(mayInterruptIfRunning);
    }
}
