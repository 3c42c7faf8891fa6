package io.kinedex.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.inference.pinned.Sha256;
import io.kinedex.inference.translate.Picture;
import io.kinedex.metadata.record.Detection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The service with a tiny model of a user's, whose output is its input in another shape. */
@Timeout(60)
class InferenceServiceTest {
    private static final String MODEL = "tiny";
    private static final int CANDIDATES = 8;

    @TempDir
    Path folder;

    private final CountDownLatch release = new CountDownLatch(1);
    private final List<InferenceService> services = new ArrayList<>();

    @BeforeEach
    void writeModel() throws IOException {
        Files.write(folder.resolve("tiny.onnx"), TinyOnnx.reshaping());
        Files.writeString(folder.resolve("models.yaml"), """
                files: []
                models:
                  - name: tiny
                    engine: objects
                    task: a test
                    preferred: false
                    runtime: onnx
                    weights: tiny.onnx
                    input: {width: 4, height: 4, layout: nchw, type: float32, channels: rgb, mean: [0, 0, 0],
                            scale: [255, 255, 255], fit: stretch, pad: 0, batch: dynamic}
                    output: {kind: yolo, output: y, version: v8, units: fractions, strides: []}
                    selection: {confidence-min: 0.5, suppression: hard, iou-max: 0.5, count-max: 10}
                    labels: {names: [Cat, dog]}
                """);
    }

    @AfterEach
    void closeServices() {
        release.countDown();
        services.forEach(InferenceService::close);
    }

    @Test
    void runsAUsersModelByItsDescription() throws Exception {
        InferenceService service = service(1, 1, 4);

        List<Detection> found =
                service.detect(MODEL, picture(0.5, 0.25, 0.25, 0.5, 0.75, 0)).get();

        assertThat(found).hasSize(1);
        assertThat(found.getFirst().label()).isEqualTo("cat");
        assertThat(found.getFirst().confidence()).isCloseTo(0.75, within(0.01));
        assertThat(found.getFirst().box().left()).isCloseTo(0.375, within(0.01));
        assertThat(found.getFirst().box().top()).isCloseTo(0, within(0.01));
        assertThat(found.getFirst().box().right()).isCloseTo(0.625, within(0.01));
        assertThat(found.getFirst().box().bottom()).isCloseTo(0.5, within(0.01));
    }

    @Test
    void saysWhatItLoaded() throws Exception {
        LoadedModel loaded = service(1, 1, 4).load(MODEL);

        assertThat(loaded.name()).isEqualTo(MODEL);
        assertThat(loaded.engine()).isEqualTo("objects");
        assertThat(loaded.digest()).isEqualTo(Sha256.of(folder.resolve("tiny.onnx")));
        assertThat(loaded.inputWidth()).isEqualTo(4);
        assertThat(loaded.load()).isPositive();
    }

    @Test
    void batchesWhatWaitsAndGivesEachPictureItsOwnFindings() throws Exception {
        InferenceService service = service(1, 4, 64);
        occupyThread(service);
        List<CompletableFuture<List<Detection>>> futures = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            futures.add(service.detect(MODEL, picture(0.1 + 0.1 * i, 0.5, 0.1, 0.5, 0.75, 0)));
        }
        long before = service.stats().batches();
        release.countDown();

        for (int i = 0; i < 8; i++) {
            Detection found = futures.get(i).get().getFirst();
            assertThat(found.box().left() + found.box().width() / 2).isCloseTo(0.1 + 0.1 * i, within(0.01));
        }
        assertThat(service.stats().batches() - before).isEqualTo(2);
    }

    @Test
    void waitsForAFullerBatch() throws Exception {
        InferenceService service = new InferenceService(
                new InferenceOptions(1, 2, Duration.ofSeconds(10), 4), catalogue(), new PinnedStore(folder));
        services.add(service);
        service.load(MODEL);
        long before = service.stats().batches();

        CompletableFuture<List<Detection>> first = service.detect(MODEL, picture(0.5, 0.5, 0.5, 0.5, 0.75, 0));
        CompletableFuture<List<Detection>> second = service.detect(MODEL, picture(0.5, 0.5, 0.5, 0.5, 0, 0.75));

        assertThat(first.get().getFirst().label()).isEqualTo("cat");
        assertThat(second.get().getFirst().label()).isEqualTo("dog");
        assertThat(service.stats().batches() - before).isEqualTo(1);
    }

    @Test
    void failsABadPictureAloneAndGoesOn() throws Exception {
        InferenceService service = service(1, 4, 64);
        occupyThread(service);
        CompletableFuture<List<Detection>> good = service.detect(MODEL, picture(0.5, 0.5, 0.5, 0.5, 0.75, 0));
        CompletableFuture<List<Detection>> bad = service.detect(MODEL, TestPictures.plain(4, 4, 255));
        release.countDown();

        assertThat(good.get()).hasSize(1);
        assertThatThrownBy(bad::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        InferenceException.class, e -> assertThat(e.code()).isEqualTo(Code.MODEL_FAILED))
                .hasMessageContainingAll("tiny", "4 x 4");
        assertThat(service.detect(MODEL, picture(0.5, 0.5, 0.5, 0.5, 0.75, 0)).get())
                .hasSize(1);
        assertThat(service.stats().failures()).isEqualTo(1);
    }

    @Test
    void blocksWhileTheQueueIsFull() throws Exception {
        InferenceService service = service(1, 1, 1);
        occupyThread(service);
        CompletableFuture<List<Detection>> waiting = service.detect(MODEL, picture(0.5, 0.5, 0.5, 0.5, 0.75, 0));
        CountDownLatch submitted = new CountDownLatch(1);
        Thread submitter = Thread.ofPlatform().start(() -> {
            try {
                service.detect(MODEL, picture(0.5, 0.5, 0.5, 0.5, 0.75, 0));
                submitted.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        assertThat(submitted.await(200, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(service.stats().queueDepth()).isEqualTo(1);
        release.countDown();

        assertThat(submitted.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(waiting.get()).hasSize(1);
        submitter.join();
    }

    @Test
    void failsWhatWaitsWhenItCloses() throws Exception {
        InferenceService service = service(1, 1, 4);
        occupyThread(service);
        CompletableFuture<List<Detection>> waiting = service.detect(MODEL, picture(0.5, 0.5, 0.5, 0.5, 0.75, 0));
        Thread closer = Thread.ofPlatform().start(service::close);

        assertThatThrownBy(waiting::get)
                .cause()
                .isInstanceOfSatisfying(
                        InferenceException.class, e -> assertThat(e.code()).isEqualTo(Code.CLOSED));
        release.countDown();
        closer.join();
        assertThatThrownBy(() -> service.load(MODEL)).hasMessageContaining("closed");
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("inference-") && thread.isAlive());
    }

    @Test
    void cancelsOnlyWhatStillWaits() throws Exception {
        InferenceService service = service(1, 1, 4);
        CompletableFuture<List<Detection>> running = occupyThread(service);
        CompletableFuture<List<Detection>> waiting = service.detect(MODEL, picture(0.5, 0.5, 0.5, 0.5, 0.75, 0));

        assertThat(waiting.cancel(true)).isTrue();
        assertThat(running.cancel(true)).isFalse();
    }

    @Test
    void refusesAModelThatIsNotAsDescribed() throws Exception {
        Path description = folder.resolve("models.yaml");
        Files.writeString(description, Files.readString(description).replace("[Cat, dog]", "[cat, dog, bird]"));

        assertThatThrownBy(() -> service(1, 1, 4))
                .isInstanceOfSatisfying(
                        InferenceException.class, e -> assertThat(e.code()).isEqualTo(Code.MODEL_REJECTED))
                .hasMessageContainingAll("tiny", "output y", "3 labels");
    }

    @Test
    void refusesAnOutputThatIsNotThere() throws Exception {
        Path description = folder.resolve("models.yaml");
        Files.writeString(description, Files.readString(description).replace("output: y", "output: z"));

        assertThatThrownBy(() -> service(1, 1, 4)).hasMessageContainingAll("no output z", "[y]");
    }

    @Test
    void refusesWeightsThatAreNoModel() throws Exception {
        Files.writeString(folder.resolve("tiny.onnx"), "not a model");

        assertThatThrownBy(() -> service(1, 1, 4))
                .isInstanceOfSatisfying(
                        InferenceException.class, e -> assertThat(e.code()).isEqualTo(Code.MODEL_REJECTED))
                .hasMessageContaining("tiny.onnx");
    }

    @Test
    void saysWhichWeightsAreMissing() throws Exception {
        Files.delete(folder.resolve("tiny.onnx"));

        assertThatThrownBy(() -> service(1, 1, 4))
                .isInstanceOfSatisfying(
                        InferenceException.class, e -> assertThat(e.code()).isEqualTo(Code.FILE_MISSING))
                .hasMessageContaining("tiny.onnx");
    }

    @Test
    void refusesAModelThatWasNotLoaded() throws Exception {
        InferenceService service = service(1, 1, 4);

        assertThatThrownBy(() -> service.detect("other", TestPictures.plain(4, 4, 0)))
                .hasMessageContainingAll("other", "is not loaded", "tiny");
    }

    @Test
    void refusesAModelThatGivesNoNumbers() throws Exception {
        Path description = folder.resolve("models.yaml");
        Files.writeString(
                description, Files.readString(description).replace("[255, 255, 255]", "[-1.0e-44, 255, 255]"));

        assertThatThrownBy(() -> service(1, 1, 4))
                .hasMessageContainingAll("tiny", "output y", "Infinity", "mean and scale");
    }

    @Test
    void refusesAnInputOfAnotherShape() throws Exception {
        Path description = folder.resolve("models.yaml");
        Files.writeString(description, Files.readString(description).replace("width: 4", "width: 8"));

        assertThatThrownBy(() -> service(1, 1, 4)).hasMessageContainingAll("tiny", "x", "Expected: 4", "Got: 8");
    }

    @Test
    void refusesWeightsThatAreNotThoseOfTheDescription() throws Exception {
        Path description = folder.resolve("models.yaml");
        Files.writeString(
                description,
                Files.readString(description)
                        .replace("    input:", "    sha256: %s\n    input:".formatted("ab".repeat(32))));

        assertThatThrownBy(() -> service(1, 1, 4))
                .isInstanceOfSatisfying(
                        InferenceException.class, e -> assertThat(e.code()).isEqualTo(Code.FILE_WRONG))
                .hasMessageContainingAll("tiny", "expected sha256 abab", "actual");
    }

    @Test
    void addsAModelBesideOneOfItsNameAndFreesItWhenNobodyHoldsIt() throws Exception {
        InferenceService service = service(2, 1, 4);
        LoadedModel first = service.add(catalogue().entry(MODEL));
        LoadedModel second = service.add(catalogue().entry(MODEL));
        Runnable letGo = service.hold(first);

        service.retire(first);
        service.retire(first);

        assertThat(second.key()).isNotEqualTo(first.key());
        assertThat(service.detect(first.key(), picture(0.5, 0.5, 0.5, 0.5, 0.75, 0))
                        .get())
                .hasSize(1);
        letGo.run();
        letGo.run();
        assertThatThrownBy(() -> service.detect(first.key(), picture(0.5))).hasMessageContaining("is not loaded");
        assertThatThrownBy(() -> service.hold(first)).hasMessageContaining("is not loaded");
        assertThat(service.detect(second.key(), picture(0.5, 0.5, 0.5, 0.5, 0.75, 0))
                        .get())
                .hasSize(1);
        assertThat(service.loadedModels()).extracting(LoadedModel::name).containsExactlyInAnyOrder(MODEL, MODEL);
    }

    @Test
    void looksAtWhatWaitsForAModelThatIsGivenUp() throws Exception {
        InferenceService service = service(1, 1, 4);
        LoadedModel added = service.add(catalogue().entry(MODEL));
        occupyThread(service);
        CompletableFuture<List<Detection>> waiting = service.detect(added.key(), picture(0.5, 0.5, 0.5, 0.5, 0.75, 0));

        service.retire(added);
        release.countDown();

        assertThat(waiting.get(30, TimeUnit.SECONDS)).hasSize(1);
        assertThatThrownBy(() -> service.hold(added)).hasMessageContaining("is not loaded");
    }

    private InferenceService service(int threads, int batchMax, int queueMax) {
        InferenceService service = new InferenceService(
                new InferenceOptions(threads, batchMax, Duration.ZERO, queueMax), catalogue(), new PinnedStore(folder));
        services.add(service);
        service.load(MODEL);
        return service;
    }

    private ModelCatalogue catalogue() {
        return ModelCatalogue.bundled().with(ModelCatalogue.read(folder.resolve("models.yaml")));
    }

    /** Returns once the only inference thread is held until {@link #release}. */
    private CompletableFuture<List<Detection>> occupyThread(InferenceService service) throws InterruptedException {
        while (true) {
            CompletableFuture<List<Detection>> running = service.detect(MODEL, picture(0.5, 0.5, 0.5, 0.5, 0.75, 0));
            CountDownLatch ran = new CountDownLatch(1);
            AtomicBoolean held = new AtomicBoolean();
            var unused = running.thenRun(() -> {
                // Runs here, in the test's thread, where the picture was done before this was attached.
                held.set(Thread.currentThread().getName().startsWith("inference-"));
                ran.countDown();
                if (held.get()) {
                    await(release);
                }
            });
            assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
            if (held.get()) {
                return running;
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A picture that the tiny model turns into one candidate with these numbers. */
    private static Picture picture(double... numbers) {
        ByteBuffer pixels = ByteBuffer.allocateDirect(3 * 4 * 4);
        for (int row = 0; row < numbers.length; row++) {
            int position = row * CANDIDATES;
            int channel = position / 16;
            pixels.put(position % 16 * 3 + channel, (byte) Math.round(numbers[row] * 255));
        }
        return new Picture(pixels, 4, 4);
    }
}
