package io.kinedex.ingest.source.kinesisvideo;

import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.source.kinesisvideo.FragmentFetch.Batch;
import io.kinedex.ingest.source.kinesisvideo.FragmentListing.Listed;
import io.kinedex.ingest.source.kinesisvideo.FragmentListing.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;

/**
 * Reads a span of the service's archive: lists it, fetches it by several requests at once, and gives its fragments
 * strictly in order. Holds at most as many batches as there are requests. For one thread; {@link #close} ends its helpers.
 */
final class ArchiveReading implements AutoCloseable {
    private static final long BATCH_BYTES = 8L << 20;
    private static final int BATCH_FRAGMENTS = 100;

    private final ServiceCalls calls;
    private final ConsumerOptions options;
    private final Figures figures;
    private final ExecutorService fetching;

    /** Takes fragments in order. */
    interface Taker {
        void take(Fragment fragment) throws InterruptedException;
    }

    /**
     * What a reading gave, and what was listed and did not come.
     *
     * @param sawEnd whether the service lists the fragment before which the span ends
     */
    record Result(long given, long missing, boolean sawEnd) {
        boolean isNothing() {
            return given == 0 && missing == 0;
        }
    }

    ArchiveReading(String stream, ServiceCalls calls, ConsumerOptions options, Figures figures) {
        this.calls = calls;
        this.options = options;
        this.figures = figures;
        this.fetching = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("fetching-" + stream + "-", 0).factory());
    }

    /** Reads the span to its end; what was given before an exception stays given. */
    Result read(StreamFacts stream, Span span, Taker taker) throws InterruptedException {
        FragmentListing listing = new FragmentListing(calls, stream, span);
        long given = 0;
        long missing = 0;
        for (Optional<List<Listed>> stretch = listing.next(); stretch.isPresent(); stretch = listing.next()) {
            long absent = fetch(stream, stretch.get(), taker);
            given += stretch.get().size() - absent;
            missing += absent;
        }
        return new Result(given, missing, listing.sawEnd());
    }

    /** Gives those of these fragments that can be had; returns how many cannot. */
    long fetch(StreamFacts stream, List<Listed> stretch, Taker taker) throws InterruptedException {
        Iterator<List<Listed>> batches = batches(stretch).iterator();
        Deque<Future<Batch>> underWay = new ArrayDeque<>();
        long missing = 0;
        try {
            while (batches.hasNext() || !underWay.isEmpty()) {
                while (batches.hasNext() && underWay.size() < options.catchUpParallel()) {
                    List<Listed> batch = batches.next();
                    underWay.add(fetching.submit(() -> newFetch(stream).fetch(batch)));
                }
                Batch batch = await(underWay.remove());
                missing += batch.missing();
                figures.add(Figures.LOST, batch.missing());
                for (Fragment fragment : batch.fragments()) {
                    taker.take(fragment);
                }
            }
        } finally {
            underWay.forEach(fetch -> fetch.cancel(true));
        }
        return missing;
    }

    /** The fragment as the service's archive has it; empty where it has none that can be had. */
    Optional<Fragment> only(StreamFacts stream, FragmentNumber number) throws InterruptedException {
        return newFetch(stream).fetch(List.of(new Listed(number, 1))).fragments().stream()
                .findFirst();
    }

    private FragmentFetch newFetch(StreamFacts stream) {
        Backoff backoff = new Backoff(options.retryMax(), RandomGenerator.getDefault());
        return new FragmentFetch(calls, stream, options.limits(), backoff, figures);
    }

    private static Batch await(Future<Batch> fetch) throws InterruptedException {
        try {
            return fetch.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case InterruptedException interrupted -> throw interrupted;
                case null, default -> throw new IllegalStateException("a fetch failed", e);
            }
        }
    }

    private static List<List<Listed>> batches(List<Listed> stretch) {
        List<List<Listed>> batches = new ArrayList<>();
        List<Listed> batch = new ArrayList<>();
        long bytes = 0;
        for (Listed listed : stretch) {
            boolean full = bytes + listed.bytes() > BATCH_BYTES || batch.size() >= BATCH_FRAGMENTS;
            if (full && !batch.isEmpty()) {
                batches.add(batch);
                batch = new ArrayList<>();
                bytes = 0;
            }
            batch.add(listed);
            bytes += listed.bytes();
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }

    @Override
    public void close() {
        fetching.shutdownNow();
    }
}
