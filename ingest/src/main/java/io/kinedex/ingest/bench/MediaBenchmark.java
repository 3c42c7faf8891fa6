package io.kinedex.ingest.bench;

import io.kinedex.ingest.storage.DurableFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;

/**
 * How fast PutMedia and GetMedia are over loopback, alone and at once, beside what the machine's sockets and disk can do in
 * the same minute; and that the heap they need does not grow with the fragments. Clients are in the same process.
 */
public final class MediaBenchmark {
    private static final String FIRST = "first";
    private static final String SECOND = "second";
    private static final int[] HEAP_FRAGMENT_BYTES = {1_000_000, 40_000_000};

    private final Path folder;
    private final int fragmentBytes;
    private final long bytes;
    private final int rounds;
    private final PrintWriter out;

    /**
     * @param folder    for archives, one at a time
     * @param megabytes how much goes through each part in each round
     */
    public MediaBenchmark(Path folder, int fragmentBytes, int megabytes, int rounds, PrintWriter out) {
        this.folder = folder;
        this.fragmentBytes = fragmentBytes;
        this.bytes = megabytes * 1_000_000L;
        this.rounds = rounds;
        this.out = out;
    }

    /** Megabytes a second of one round. */
    private record Round(double socket, double disk, double put, double get, double putBeside, double getBeside) {
        double putLimit() {
            return Math.min(socket, disk);
        }
    }

    /** Runs and prints what was measured. */
    public void run() throws IOException, InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("media-benchmark-", 0).factory())) {
            List<Round> measured = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                measured.add(round(threads));
            }
            print(measured);
            heap(threads);
        }
    }

    private Round round(ExecutorService threads) throws IOException, InterruptedException, ExecutionException {
        Path own = Files.createDirectory(folder.resolve("round"));
        double socket = MachineLimits.socket(bytes, threads);
        double disk = MachineLimits.disk(own.resolve("file"), bytes, fragmentBytes);
        Files.delete(own.resolve("file"));
        int fragments = fragments(fragmentBytes);
        try (MediaEndpoint endpoint = new MediaEndpoint(own, threads)) {
            endpoint.create(FIRST);
            endpoint.create(SECOND);
            Stopwatch putting = new Stopwatch();
            long size = endpoint.put(FIRST, fragmentBytes, fragments);
            double put = speed(size, putting);
            Stopwatch getting = new Stopwatch();
            double get = speed(endpoint.get(FIRST, size), getting);
            Stopwatch both = new Stopwatch();
            Future<Double> putBeside =
                    threads.submit(() -> speed(endpoint.put(SECOND, fragmentBytes, fragments), both));
            double getBeside = speed(endpoint.get(FIRST, size), both);
            return new Round(socket, disk, put, get, putBeside.get(), getBeside);
        } finally {
            DurableFiles.remove(own);
        }
    }

    private static double speed(long bytes, Stopwatch watch) {
        return bytes / 1e6 / watch.seconds();
    }

    private int fragments(int size) {
        return Math.toIntExact(Math.ceilDiv(bytes, (long) size));
    }

    private void print(List<Round> measured) {
        out.printf(
                "%d MB in fragments of %d bytes, medians of %d rounds (least to most)%n%n",
                bytes / 1_000_000, fragmentBytes, rounds);
        out.println("| what | MB/s | of the machine's limit |");
        out.println("|---|---:|---:|");
        limit("socket over loopback", measured, Round::socket);
        limit("disk, forced after each fragment", measured, Round::disk);
        row("PutMedia until persisted", measured, Round::put, Round::putLimit);
        row("GetMedia", measured, Round::get, Round::socket);
        row("PutMedia beside GetMedia", measured, Round::putBeside, Round::putLimit);
        row("GetMedia beside PutMedia", measured, Round::getBeside, Round::socket);
        out.println();
        out.flush();
    }

    private void limit(String what, List<Round> measured, ToDoubleFunction<Round> speed) {
        out.printf("| %s | %s | |%n", what, spread("%.0f", measured, speed));
    }

    private void row(String what, List<Round> measured, ToDoubleFunction<Round> speed, ToDoubleFunction<Round> limit) {
        out.printf(
                "| %s | %s | %s |%n",
                what,
                spread("%.0f", measured, speed),
                spread("%.2f", measured, r -> speed.applyAsDouble(r) / limit.applyAsDouble(r)));
    }

    private static String spread(String format, List<Round> measured, ToDoubleFunction<Round> value) {
        double[] sorted = measured.stream().mapToDouble(value).sorted().toArray();
        return (format + " (" + format + " to " + format + ")")
                .formatted(Percentiles.of(sorted, 0.5), sorted[0], sorted[sorted.length - 1]);
    }

    /** Apart from the speeds, because it collects garbage all the time. */
    private void heap(ExecutorService threads) throws IOException, InterruptedException, ExecutionException {
        out.println("| fragments of | heap alive before | at most while putting and getting |");
        out.println("|---|---:|---:|");
        for (int size : HEAP_FRAGMENT_BYTES) {
            Path own = Files.createDirectory(folder.resolve("heap"));
            try (MediaEndpoint endpoint = new MediaEndpoint(own, threads)) {
                endpoint.create(FIRST);
                endpoint.create(SECOND);
                long before = HeapWatch.alive();
                long peak = heapPeak(endpoint, size, threads);
                out.printf("| %d MB | %.1f MB | %.1f MB |%n", size / 1_000_000, before / 1e6, peak / 1e6);
                out.flush();
            } finally {
                DurableFiles.remove(own);
            }
        }
    }

    private long heapPeak(MediaEndpoint endpoint, int size, ExecutorService threads)
            throws InterruptedException, ExecutionException {
        try (HeapWatch watch = new HeapWatch()) {
            int fragments = fragments(size);
            long put = endpoint.put(FIRST, size, fragments);
            Future<Long> second = threads.submit(() -> endpoint.put(SECOND, size, fragments));
            endpoint.get(FIRST, put);
            second.get();
            return watch.peak();
        }
    }
}
