package io.kinedex.metadata.bench;

import io.kinedex.metadata.index.IndexOptions;
import io.kinedex.metadata.index.LuceneIndex;
import io.kinedex.metadata.index.SearchRequest;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.stream.Checkpoint;
import io.kinedex.metadata.stream.SequenceNumber;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Indexes generated sightings in a temporary folder, then measures how long searches take, by kind and over a mix, and
 * how soon a published record is searchable. One thread searches. Times are of the clock on the wall; beside them those
 * that the searching thread spent on a processor, which other work on the machine disturbs less.
 */
public final class SearchBenchmark {
    private static final int STREAMS = 300;
    private static final int WARM_UP = 1_000;
    private static final int SEARCHES = 4_000;
    private static final int PUBLICATIONS = 100;
    private static final Duration SPAN = Duration.ofDays(7);
    private static final Instant START = Instant.parse("2026-11-13T00:00:00Z");

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final LuceneIndex index;
    private final GeneratedStream stream;
    private final PrintWriter out;

    private SearchBenchmark(LuceneIndex index, GeneratedStream stream, PrintWriter out) {
        this.index = index;
        this.stream = stream;
        this.out = out;
    }

    /**
     * Runs it all and prints a table as Markdown.
     *
     * @param sightings how many to search among, from 1
     */
    public static void run(int sightings, PrintWriter out) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("kinedex-search-benchmark");
        GeneratedStream stream = new GeneratedStream(new SightingGenerator(1, sightings, STREAMS, START, SPAN));
        IndexOptions options = IndexOptions.defaults().withClock(Clock.fixed(START.plus(SPAN), ZoneOffset.UTC));
        try (LuceneIndex index = LuceneIndex.open(folder.resolve("index"), stream, options)) {
            SearchBenchmark benchmark = new SearchBenchmark(index, stream, out);
            benchmark.fill(sightings);
            benchmark.search();
            benchmark.publish();
            out.printf(Locale.ROOT, "%nIndex on disk: %.0f MB.%n", bytes(folder) / 1e6);
        } finally {
            delete(folder);
            out.flush();
        }
    }

    private void fill(int sightings) throws InterruptedException {
        long began = System.nanoTime();
        SequenceNumber last = stream.generatedAll();
        if (!index.awaitSearchable(last, Duration.ofHours(1))) {
            throw new IllegalStateException("record %s is not searchable after an hour".formatted(last));
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        out.printf(
                Locale.ROOT,
                "%,d sightings of %d streams in %,d records, indexed in %.0f s (%,.0f records/s).%n%n",
                sightings,
                STREAMS,
                last.value(),
                seconds,
                last.value() / seconds);
        out.flush();
    }

    private void search() {
        Map<QueryKind, Samples> byKind = new EnumMap<>(QueryKind.class);
        Samples all = new Samples();
        SplittableRandom random = new SplittableRandom(2);
        QueryKind.Draw draw = new QueryKind.Draw(random, STREAMS, START.plus(SPAN), SPAN);
        for (int i = -WARM_UP; i < SEARCHES; i++) {
            QueryKind kind = QueryKind.any(random);
            SearchRequest request = kind.draw(draw);
            long beganCpu = THREADS.getCurrentThreadCpuTime();
            long began = System.nanoTime();
            index.search(request);
            long nanos = System.nanoTime() - began;
            long cpuNanos = THREADS.getCurrentThreadCpuTime() - beganCpu;
            if (i >= 0) {
                byKind.computeIfAbsent(kind, _ -> new Samples()).add(nanos, cpuNanos);
                all.add(nanos, cpuNanos);
            }
        }
        out.println("| search, 50 hits | searches | p50 ms | p99 ms | max ms | CPU p50 ms | CPU p99 ms | CPU max ms |");
        out.println("|---|---:|---:|---:|---:|---:|---:|---:|");
        byKind.forEach((kind, samples) -> samples.print(kind.title(), out));
        all.print("**all, as mixed**", out);
        out.flush();
    }

    /** From before the append to the moment when the record can be found. */
    private void publish() throws InterruptedException {
        Samples samples = new Samples();
        var generator = new SightingGenerator(3, PUBLICATIONS * 10, STREAMS, START.plus(SPAN), Duration.ofHours(1));
        for (int i = 0; i < PUBLICATIONS; i++) {
            MetadataRecord record = generator.next();
            long began = System.nanoTime();
            SequenceNumber sequence = stream.append(
                    List.of(record),
                    new Checkpoint(record.stream(), record.fragment().number(), "{}"));
            if (!index.awaitSearchable(sequence, Duration.ofSeconds(30))) {
                throw new IllegalStateException("record %s is not searchable after 30 s".formatted(sequence));
            }
            samples.add(System.nanoTime() - began, 0);
            Thread.sleep(20);
        }
        out.printf(
                Locale.ROOT,
                "%nAppended to searchable: p50 %.0f ms, p99 %.0f ms.%n",
                samples.millis(0.5),
                samples.millis(0.99));
    }

    private static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    /** Durations of one kind of search. */
    private static final class Samples {
        private final List<Long> wallNanos = new ArrayList<>();
        private final List<Long> cpuNanos = new ArrayList<>();

        void add(long wall, long cpu) {
            wallNanos.add(wall);
            cpuNanos.add(cpu);
        }

        void print(String title, PrintWriter out) {
            Collections.sort(wallNanos);
            Collections.sort(cpuNanos);
            out.printf(Locale.ROOT, "| %s | %d |", title, wallNanos.size());
            for (List<Long> nanos : List.of(wallNanos, cpuNanos)) {
                out.printf(Locale.ROOT, " %.2f | %.2f | %.2f |", at(nanos, 0.5), at(nanos, 0.99), at(nanos, 1));
            }
            out.println();
        }

        double millis(double fraction) {
            Collections.sort(wallNanos);
            return at(wallNanos, fraction);
        }

        private static double at(List<Long> sorted, double fraction) {
            return sorted.get((int) Math.ceil(fraction * sorted.size()) - 1) / 1e6;
        }
    }
}
