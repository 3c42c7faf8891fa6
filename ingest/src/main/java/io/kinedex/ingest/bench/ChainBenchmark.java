package io.kinedex.ingest.bench;

import io.kinedex.frames.DecoderOptions;
import io.kinedex.frames.Fragment;
import io.kinedex.frames.FrameDecoder;
import io.kinedex.frames.FramePool;
import io.kinedex.frames.SamplingPolicy;
import io.kinedex.inference.InferenceOptions;
import io.kinedex.inference.InferenceService;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.inference.translate.Picture;
import io.kinedex.ingest.config.NodeConfig;
import io.kinedex.ingest.node.KinedexNode;
import io.kinedex.ingest.stream.EngineConfig;
import io.kinedex.ingest.stream.StreamConfig;
import io.kinedex.metadata.record.Detection;
import io.kinedex.metadata.stream.Follower;
import io.kinedex.metadata.stream.PublishedRecord;
import io.kinedex.metadata.stream.SequenceNumber;
import io.kinedex.metadata.stream.StartPosition;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The whole chain on one file beside its parts alone: the same fragments, the same frames, the same threads.
 *
 * <p>The ideal time of the chain is the longest of three: decoding alone, inference alone, and the processor time of both
 * spread over all cores. What the chain needs beyond it is its own cost: archive, tracking, records, log, index. Then
 * fragments are sent one by one at half of the chain's rate, and the time is taken from a fragment's last byte to its
 * records being searchable.
 */
public final class ChainBenchmark {
    private static final int WARM_UP = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Path file;
    private final int rounds;
    private final NodeConfig config;
    private final PrintWriter out;

    /**
     * @param folder for the node's data; must not exist or be empty
     * @param rounds how often each is measured; medians are told
     */
    public ChainBenchmark(Path file, Path folder, int rounds, PrintWriter out) {
        this.file = file;
        this.rounds = rounds;
        this.config = NodeConfig.defaults().at(folder, "127.0.0.1", 0);
        this.out = out;
    }

    /** What one run of a part took. */
    private record Took(double seconds, double cpuSeconds, int frames) {}

    /** Runs all and prints a table. */
    public void run() throws InterruptedException {
        List<Fragment> fragments = Cutting.all(file, config);
        Duration media = Duration.between(
                fragments.getFirst().producerStart(), fragments.getLast().producerEnd());
        out.printf(
                "%s: %d fragments, %.1f s of media, sampling %s, %d inference threads, %d cores%n",
                file.getFileName(),
                fragments.size(),
                media.toMillis() / 1000.0,
                config.streamDefaults().sampling(),
                config.inference().threads(),
                Runtime.getRuntime().availableProcessors());
        out.flush();
        List<Took> decoding = new ArrayList<>();
        List<Took> inference = new ArrayList<>();
        List<Took> chain = new ArrayList<>();
        List<Double> latencies = new ArrayList<>();
        try (KinedexNode node = KinedexNode.start(config)) {
            for (int pass = 0; pass < WARM_UP; pass++) {
                measureChain(node, fragments, "warm-up-" + pass);
            }
            for (int round = 0; round < rounds; round++) {
                List<Picture> pictures = new ArrayList<>();
                decoding.add(measureDecoding(fragments, pictures));
                inference.add(measureInference(pictures));
                chain.add(measureChain(node, fragments, "round-" + round));
            }
            print(decoding, inference, chain, media);
            Duration apart = Duration.ofNanos((long) (2e9 * median(chain).seconds() / fragments.size()));
            latencies.addAll(measureLatency(node, fragments, apart));
        }
        printLatency(latencies);
    }

    private Took measureDecoding(List<Fragment> fragments, List<Picture> pictures) throws InterruptedException {
        Stopwatch watch = new Stopwatch();
        NodeConfig.Decoding settings = config.decoding();
        SamplingPolicy sampling = SamplingPolicy.parse(config.streamDefaults().sampling());
        try (FramePool pool = new FramePool(1, FramePool.bytesPerFrame(settings.longSideMax()));
                FrameDecoder decoder = new FrameDecoder(
                        pool, new DecoderOptions(sampling, settings.longSideMax(), settings.threads()))) {
            for (Fragment fragment : fragments) {
                decoder.decode(fragment, frame -> {
                    try (frame) {
                        ByteBuffer copy =
                                ByteBuffer.allocateDirect(frame.pixels().remaining());
                        copy.put(frame.pixels().duplicate()).flip();
                        pictures.add(new Picture(copy, frame.width(), frame.height()));
                    }
                });
            }
        }
        return new Took(watch.seconds(), watch.cpuSeconds(), pictures.size());
    }

    private Took measureInference(List<Picture> pictures) throws InterruptedException {
        NodeConfig.Inference settings = config.inference();
        EngineConfig objects = config.streamDefaults().engines().get(StreamConfig.OBJECTS);
        if (objects == null) {
            throw new IllegalStateException("the defaults look for objects");
        }
        InferenceOptions options = new InferenceOptions(
                settings.threads(), settings.batchMax(), settings.batchWait(), settings.queueMax());
        try (InferenceService service =
                new InferenceService(options, ModelCatalogue.bundled(), PinnedStore.configured())) {
            service.load(objects.model());
            Stopwatch watch = new Stopwatch();
            List<CompletableFuture<List<Detection>>> pending = new ArrayList<>();
            for (Picture picture : pictures) {
                pending.add(service.detect(objects.model(), picture));
            }
            pending.forEach(CompletableFuture::join);
            return new Took(watch.seconds(), watch.cpuSeconds(), pictures.size());
        }
    }

    private Took measureChain(KinedexNode node, List<Fragment> fragments, String stream) throws InterruptedException {
        Stopwatch watch = new Stopwatch();
        int frames = 0;
        try (Follower records = node.services().metadata().follow(new StartPosition.Latest(), Set.of(stream))) {
            for (int i = 0; i < fragments.size(); i++) {
                node.append(stream, fragments.get(i), i == fragments.size() - 1);
            }
            SequenceNumber last = new SequenceNumber(0);
            for (int seen = 0; seen < fragments.size(); ) {
                List<PublishedRecord> some = records.poll(100, PATIENCE);
                seen += some.size();
                frames +=
                        some.stream().mapToInt(r -> r.record().frames().size()).sum();
                last = some.getLast().sequence();
            }
            node.services().index().awaitSearchable(last, PATIENCE);
        }
        return new Took(watch.seconds(), watch.cpuSeconds(), frames);
    }

    private List<Double> measureLatency(KinedexNode node, List<Fragment> fragments, Duration apart)
            throws InterruptedException {
        List<Double> millis = new ArrayList<>();
        try (Follower records = node.services().metadata().follow(new StartPosition.Latest(), Set.of("latency"))) {
            for (Fragment fragment : fragments) {
                long begin = System.nanoTime();
                node.append("latency", fragment, false);
                SequenceNumber sequence = records.poll(1, PATIENCE).getFirst().sequence();
                node.services().index().awaitSearchable(sequence, PATIENCE);
                long took = System.nanoTime() - begin;
                millis.add(took / 1e6);
                Thread.sleep(Duration.ofNanos(Math.max(0, apart.toNanos() - took)));
            }
        }
        return millis;
    }

    private void print(List<Took> decoding, List<Took> inference, List<Took> chain, Duration media) {
        row("decoding alone", median(decoding));
        row("inference alone", median(inference));
        row("whole chain", median(chain));
        double[] ratios = new double[rounds];
        int cores = Runtime.getRuntime().availableProcessors();
        for (int round = 0; round < rounds; round++) {
            Took d = decoding.get(round);
            Took i = inference.get(round);
            double spread = (d.cpuSeconds() + i.cpuSeconds()) / cores;
            ratios[round] = Math.max(Math.max(d.seconds(), i.seconds()), spread)
                    / chain.get(round).seconds();
        }
        Arrays.sort(ratios);
        out.printf(
                "chain / ideal     %.2f  (median of %d; %.2f to %.2f)%n",
                ratios[rounds / 2], rounds, ratios[0], ratios[rounds - 1]);
        out.printf(
                "speed             %.1f times real time%n",
                media.toMillis() / 1000.0 / median(chain).seconds());
        out.flush();
    }

    private void row(String name, Took took) {
        out.printf(
                "%-17s %8.1f frames/s  %6.2f s  %6.2f s of CPU%n",
                name, took.frames() / took.seconds(), took.seconds(), took.cpuSeconds());
    }

    private void printLatency(List<Double> millis) {
        double[] sorted =
                millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        out.printf(
                "last byte in to searchable, at half load: p50 %.0f ms, p99 %.0f ms, longest %.0f ms (%d fragments)%n",
                Percentiles.of(sorted, 0.5), Percentiles.of(sorted, 0.99), sorted[sorted.length - 1], sorted.length);
        out.flush();
    }

    private static Took median(List<Took> all) {
        return all.stream()
                .sorted(Comparator.comparingDouble(Took::seconds))
                .toList()
                .get(all.size() / 2);
    }
}
