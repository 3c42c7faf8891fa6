package io.kinedex.ingest.http;

import io.kinedex.ingest.IngestException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The bridge from the event loop to code that blocks. At most so many calls are under way or wait; beyond that a call is
 * refused with UNAVAILABLE. Called on an event loop; results come back on the same one.
 */
final class BlockingCalls implements AutoCloseable {
    private final Vertx vertx;
    private final String what;
    private final ExecutorService threads;
    private final Semaphore places;
    private final Duration patience;

    private BlockingCalls(Vertx vertx, String what, ExecutorService threads, int atMost, Duration patience) {
        this.vertx = vertx;
        this.what = what;
        this.threads = threads;
        this.places = new Semaphore(atMost);
        this.patience = patience;
    }

    /** For disk, index and log: a virtual thread for each call. */
    static BlockingCalls onVirtualThreads(Vertx vertx, int atMost, Duration patience) {
        ThreadFactory factory = Thread.ofVirtual().name("http-call-", 0).factory();
        return new BlockingCalls(vertx, "calls", Executors.newThreadPerTaskExecutor(factory), atMost, patience);
    }

    /** For native code, which holds its carrier: a fixed set of platform threads. */
    static BlockingCalls onPlatformThreads(Vertx vertx, int count, int queueMax, Duration patience) {
        ThreadFactory factory =
                Thread.ofPlatform().name("http-media-", 0).daemon().factory();
        ExecutorService threads = Executors.newFixedThreadPool(count, factory);
        return new BlockingCalls(vertx, "pictures and clips", threads, count + queueMax, patience);
    }

    /** A call that is interrupted and answered with UNAVAILABLE when the time is up. */
    <T> Future<T> call(Callable<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        java.util.concurrent.Future<?> task = submit(work, done);
        long timer = vertx.setTimer(patience.toMillis(), _ -> {
            if (done.completeExceptionally(new IngestException(
                    IngestException.Code.UNAVAILABLE, "this took longer than %s s".formatted(patience.toSeconds())))) {
                task.cancel(true);
            }
        });
        return Future.fromCompletionStage(done, vertx.getOrCreateContext()).onComplete(_ -> vertx.cancelTimer(timer));
    }

    /** A call that nothing interrupts: it writes files. */
    <T> Future<T> callToItsEnd(Callable<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        java.util.concurrent.Future<?> _ = submit(work, done);
        return Future.fromCompletionStage(done, vertx.getOrCreateContext());
    }

    int underWay() {
        return threads.isShutdown() ? 0 : -places.availablePermits();
    }

    private <T> java.util.concurrent.Future<?> submit(Callable<T> work, CompletableFuture<T> done) {
        if (!places.tryAcquire()) {
            done.completeExceptionally(new IngestException(
                    IngestException.Code.UNAVAILABLE,
                    "the node is at work on as many %s as it takes at a time; try again soon".formatted(what)));
            return done;
        }
        try {
            return threads.submit(() -> run(work, done));
        } catch (RuntimeException e) {
            places.release();
            done.completeExceptionally(
                    new IngestException(IngestException.Code.UNAVAILABLE, "the node is shutting down", e));
            return done;
        }
    }

    private <T> void run(Callable<T> work, CompletableFuture<T> done) {
        try {
            done.complete(work.call());
        } catch (Throwable e) {
            done.completeExceptionally(e);
        } finally {
            places.release();
        }
    }

    /** Lets what is under way end, for at most ten seconds. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
