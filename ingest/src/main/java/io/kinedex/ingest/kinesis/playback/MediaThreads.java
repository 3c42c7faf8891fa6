package io.kinedex.ingest.kinesis.playback;

import io.kinedex.frames.FramesException;
import io.kinedex.ingest.kinesis.AwsException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Platform threads for what FFmpeg does for playback: a few, with a bounded queue before them. Any thread may call; it
 * waits for its result.
 */
final class MediaThreads implements AutoCloseable {
    private static final int WAITING_MAX = 64;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration IDLE = Duration.ofSeconds(20);

    private final ThreadPoolExecutor threads;

    MediaThreads(int count) {
        threads = new ThreadPoolExecutor(
                count,
                count,
                IDLE.toSeconds(),
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_MAX),
                Thread.ofPlatform().daemon().name("playback-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Does the work there.
     *
     * @throws AwsException    ClientLimitExceededException where too much is waiting already
     * @throws FramesException as the work does
     */
    <T> T call(Callable<T> work) throws InterruptedException {
        Future<T> result;
        try {
            result = threads.submit(work);
        } catch (RejectedExecutionException e) {
            throw busy();
        }
        try {
            return result.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("media work failed", e.getCause());
        } catch (TimeoutException e) {
            throw busy();
        } finally {
            result.cancel(true);
        }
    }

    private static AwsException busy() {
        return new AwsException(
                400,
                "ClientLimitExceededException",
                "the node makes as many segments, clips and images as it can; try again later");
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
