package io.kinedex.ingest.bench;

import io.kinedex.frames.Fragment;
import io.kinedex.ingest.config.NodeConfig;
import io.kinedex.ingest.node.KinedexNode;
import io.kinedex.ingest.rerun.Rerun;
import io.kinedex.ingest.stream.EngineConfig;
import io.kinedex.ingest.stream.StreamConfig;
import io.kinedex.metadata.stream.Follower;
import io.kinedex.metadata.stream.PublishedRecord;
import io.kinedex.metadata.stream.StartPosition;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Several live streams at once, each sending a file's fragments at the pace at which a camera would. Tells how long a
 * fragment takes from its last byte to being searchable, what the process needs of processor and memory, and whether the
 * node keeps up.
 */
public final class LiveBenchmark {
    private static final Long END = Long.MIN_VALUE;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** So much longer than the measurement is the archive that a rerun has to go through. */
    private static final int ARCHIVE_LENGTHS = 10;

    private final List<Fragment> fragments;
    private final int streams;
    private final Duration length;
    private final Map<String, EngineConfig> engines;
    private final String sampling;
    private final NodeConfig config;
    private final PrintWriter out;
    private final Queue<Double> millis = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean failed = new AtomicBoolean();

    /**
     * @param file    what every stream sends, again from its start when it ends
     * @param folder  for the node's data
     * @param streams how many at once
     * @param length  for how long
     * @param engines of each stream; empty for the node's defaults
     * @param sampling which frames are looked at, as {@link StreamConfig} has it
     */
    public LiveBenchmark(
            Path file,
            Path folder,
            int streams,
            Duration length,
            Map<String, EngineConfig> engines,
            String sampling,
            PrintWriter out) {
        this.engines = Map.copyOf(engines);
        this.sampling = sampling;
        this.config = NodeConfig.defaults().at(folder, "127.0.0.1", 0);
        this.fragments = Cutting.all(file, config);
        this.streams = streams;
        this.length = length;
        this.out = out;
    }

    /**
     * Runs and prints what was measured.
     *
     * @param besideRerun whether an archive is looked at again all the while
     * @return false where the node did not keep up
     */
    public boolean run(boolean besideRerun) throws InterruptedException {
        try (KinedexNode node = KinedexNode.start(config)) {
            for (int i = 0; i < streams; i++) {
                configure(node, name(i));
            }
            return besideRerun ? besideRerun(node) : cameras(node);
        }
    }

    private boolean besideRerun(KinedexNode node) throws InterruptedException {
        try (BackgroundRerun rerun =
                BackgroundRerun.begin(node, fragments, length.multipliedBy(ARCHIVE_LENGTHS), sampling)) {
            long before = rerun.rerun().progress().frames();
            boolean kept = cameras(node);
            Rerun after = rerun.rerun();
            out.printf(
                    "the rerun beside it: %d frames meanwhile, %s%n",
                    after.progress().frames() - before, after.state().key());
            return kept;
        }
    }

    private boolean cameras(KinedexNode node) throws InterruptedException {
        long begin = System.nanoTime();
        Duration cpu = Stopwatch.cpu();
        Thread[] cameras = new Thread[streams];
        for (int i = 0; i < streams; i++) {
            String name = name(i);
            Duration offset = fragments.getFirst().duration().multipliedBy(i).dividedBy(streams);
            cameras[i] = Thread.ofPlatform().name(name).start(() -> send(node, name, offset));
        }
        for (Thread camera : cameras) {
            camera.join();
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        return print(seconds, Stopwatch.cpu().minus(cpu));
    }

    private static String name(int camera) {
        return "camera-" + (camera + 1);
    }

    private void configure(KinedexNode node, String stream) {
        StreamConfig usual = node.services().streams().require(stream);
        node.services()
                .streams()
                .put(new StreamConfig(
                        stream, sampling, engines.isEmpty() ? usual.engines() : engines, usual.lag(), usual.lagMax()));
    }

    /** A camera: the next fragment is sent when its last byte would be there, however the node is doing. */
    private void send(KinedexNode node, String stream, Duration offset) {
        Queue<Long> sent = new ConcurrentLinkedQueue<>();
        try (Follower records = node.services().metadata().follow(new StartPosition.Latest(), Set.of(stream))) {
            int each = node.services().streams().require(stream).engines().size();
            Thread watcher = Thread.ofPlatform().name("watch-" + stream).start(() -> watch(node, records, each, sent));
            Thread.sleep(offset);
            long due = System.nanoTime();
            long end = due + length.toNanos();
            for (int i = 0; due < end; i++) {
                Fragment fragment = fragments.get(i % fragments.size());
                Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
                sent.add(System.nanoTime());
                node.append(stream, fragment, false);
                due += fragment.duration().toNanos();
            }
            sent.add(END);
            watcher.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Each fragment brings a record for each engine, all at once, in the order in which fragments were sent. */
    private void watch(KinedexNode node, Follower records, int each, Queue<Long> sent) {
        int left = each;
        try {
            while (!Objects.equals(sent.peek(), END)) {
                for (PublishedRecord record : records.poll(1, Duration.ofMillis(200))) {
                    if (--left > 0) {
                        continue;
                    }
                    left = each;
                    boolean found = node.services().index().awaitSearchable(record.sequence(), PATIENCE);
                    failed.compareAndSet(false, !found);
                    millis.add((System.nanoTime() - sent.remove()) / 1e6);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean print(double seconds, Duration cpu) {
        double[] sorted =
                millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (failed.get() || sorted.length == 0) {
            out.println("the node did not keep up: a fragment was not searchable after " + PATIENCE);
            return false;
        }
        out.printf("%d streams for %.0f s: %d fragments%n", streams, seconds, sorted.length);
        out.printf(
                "last byte in to searchable: p50 %.0f ms, p99 %.0f ms, longest %.0f ms%n",
                Percentiles.of(sorted, 0.5), Percentiles.of(sorted, 0.99), sorted[sorted.length - 1]);
        out.printf("processor: %.2f cores%n", cpu.toNanos() / 1e9 / seconds);
        residentMegabytes().ifPresent(peak -> out.printf("resident memory at its most: %d MB%n", peak));
        out.flush();
        return true;
    }

    /** Of this process, as Linux counts it. */
    private static Optional<Long> residentMegabytes() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
