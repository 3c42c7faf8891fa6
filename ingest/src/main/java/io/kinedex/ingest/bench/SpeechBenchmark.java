package io.kinedex.ingest.bench;

import io.kinedex.frames.Fragment;
import io.kinedex.frames.Sound;
import io.kinedex.frames.SoundDecoder;
import io.kinedex.inference.InferenceOptions;
import io.kinedex.inference.InferenceService;
import io.kinedex.inference.catalogue.BundleCatalogue;
import io.kinedex.inference.catalogue.ModelBundle;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.inference.speech.SpeechModel;
import io.kinedex.inference.speech.SpeechSegment;
import io.kinedex.inference.speech.SpeechStream;
import io.kinedex.inference.speech.Transcript;
import io.kinedex.ingest.config.NodeConfig;
import io.kinedex.ingest.stream.StreamConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToDoubleFunction;

/**
 * How long it takes to write down what is said in a file, by each bundle for speech: decoding and voice activity on one thread,
 * as a stream's decoding thread does them, then all utterances on the inference threads.
 */
public final class SpeechBenchmark {
    private final Path file;
    private final int rounds;
    private final PrintWriter out;
    private final NodeConfig config = NodeConfig.defaults();

    /** @param rounds how often each is measured; medians are told */
    public SpeechBenchmark(Path file, int rounds, PrintWriter out) {
        this.file = file;
        this.rounds = rounds;
        this.out = out;
    }

    /** What one round took, in seconds by the clock but for the last. */
    private record Took(double decoding, double voices, double writing, double cpu) {
        double all() {
            return decoding + voices + writing;
        }
    }

    /** What is in the file. */
    private record Content(double sound, double speech, List<SpeechSegment> segments) {}

    /** Runs all and prints a table. */
    public void run() throws InterruptedException {
        List<Fragment> fragments = Cutting.all(file, config);
        out.printf(
                "%s: %d inference threads, %d cores, medians of %d rounds; seconds for each second of sound%n",
                file.getFileName(), threads(), Runtime.getRuntime().availableProcessors(), rounds);
        for (ModelBundle bundle : BundleCatalogue.bundled().entries()) {
            if (bundle.engine().equals(StreamConfig.SPEECH)) {
                measure(bundle, fragments);
            }
        }
    }

    private int threads() {
        return config.inference().threads();
    }

    private void measure(ModelBundle bundle, List<Fragment> fragments) throws InterruptedException {
        InferenceOptions options = new InferenceOptions(threads(), 1, Duration.ZERO, 64);
        try (InferenceService service =
                new InferenceService(options, ModelCatalogue.bundled(), PinnedStore.configured())) {
            SpeechModel model = service.owns(SpeechModel.open(bundle, PinnedStore.configured(), 1));
            List<Took> took = new ArrayList<>();
            Content content = round(service, model, fragments, new ArrayList<>());
            for (int round = 0; round < rounds; round++) {
                content = round(service, model, fragments, took);
            }
            print(bundle, content, took);
        }
    }

    private Content round(InferenceService service, SpeechModel model, List<Fragment> fragments, List<Took> took)
            throws InterruptedException {
        Stopwatch all = new Stopwatch();
        Stopwatch watch = new Stopwatch();
        List<Sound> pieces = new ArrayList<>();
        try (SoundDecoder decoder = new SoundDecoder()) {
            fragments.forEach(fragment -> pieces.addAll(decoder.decode(fragment).pieces()));
        }
        double decoding = watch.seconds();
        watch = new Stopwatch();
        SpeechStream stream = new SpeechStream.Source(model.voices()).begin();
        List<SpeechSegment> segments = new ArrayList<>();
        pieces.forEach(piece -> segments.addAll(stream.listen("1", List.of(piece))));
        segments.addAll(stream.end());
        double voices = watch.seconds();
        watch = new Stopwatch();
        List<CompletableFuture<Transcript>> pending = new ArrayList<>();
        for (SpeechSegment segment : segments) {
            pending.add(service.run(model.bundle().name(), () -> model.transcribe(segment)));
        }
        pending.forEach(CompletableFuture::join);
        took.add(new Took(decoding, voices, watch.seconds(), all.cpuSeconds()));
        return new Content(
                seconds(pieces.stream()
                        .mapToLong(piece -> piece.samples().length)
                        .sum()),
                seconds(segments.stream()
                        .mapToLong(segment -> segment.samples().length)
                        .sum()),
                segments);
    }

    private static double seconds(long samples) {
        return (double) samples / Sound.RATE;
    }

    private void print(ModelBundle bundle, Content content, List<Took> took) {
        double sound = Math.max(content.sound(), 0.001);
        out.printf(
                "%s: %.1f s of sound, %.1f s of it speech in %d utterances%n",
                bundle.name(),
                content.sound(),
                content.speech(),
                content.segments().size());
        out.printf(
                "  decoding %.4f, voice activity %.4f, writing down %.3f; together %.3f, processor %.3f; for a second of speech %.3f%n",
                median(took, Took::decoding) / sound,
                median(took, Took::voices) / sound,
                median(took, Took::writing) / sound,
                median(took, Took::all) / sound,
                median(took, Took::cpu) / sound,
                median(took, Took::all) / Math.max(content.speech(), 0.001));
        out.flush();
    }

    private static double median(List<Took> took, ToDoubleFunction<Took> part) {
        List<Double> sorted = took.stream()
                .map(part::applyAsDouble)
                .sorted(Comparator.naturalOrder())
                .toList();
        return sorted.get(sorted.size() / 2);
    }
}
