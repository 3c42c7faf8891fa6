package io.kinedex.metadata.delivery;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/** Puts the objects of a batch, several at a time. One thread calls {@link #put}, any the rest. */
final class Puts implements AutoCloseable {
    static final int PARALLEL = 4;

    private final DeliveryOptions options;
    private final Bucket bucket;
    private final ExecutorService threads;
    private final LongAdder objects = new LongAdder();
    private final LongAdder records = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder failures = new LongAdder();

    Puts(DeliveryOptions options, Bucket bucket) {
        this.options = options;
        this.bucket = bucket;
        this.threads = Executors.newFixedThreadPool(
                PARALLEL,
                Thread.ofVirtual()
                        .name("delivery-%s-".formatted(options.name()), 0)
                        .factory());
    }

    /**
     * Returns when all of them are in the bucket.
     *
     * @throws io.kinedex.metadata.MetadataException UNDELIVERED where one could not be put; others may have been
     */
    void put(List<SpooledObject> batch) throws InterruptedException {
        List<? extends Future<?>> running =
                batch.stream().map(object -> threads.submit(() -> put(object))).toList();
        try {
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            failures.increment();
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        } finally {
            running.forEach(one -> one.cancel(true));
        }
    }

    private void put(SpooledObject object) {
        bucket.put(object, options.spool().resolve(object.file()));
        objects.increment();
        records.add(object.records());
        bytes.add(object.bytes());
    }

    Map<String, Long> events() {
        return Map.of(
                "objects-put", objects.sum(),
                "records-put", records.sum(),
                "bytes-put", bytes.sum(),
                "puts-failed", failures.sum());
    }

    @Override
    public void close() {
        threads.shutdownNow();
        bucket.close();
    }
}
