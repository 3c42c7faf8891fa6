package io.kinedex.ingest.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinedex.inference.InferenceOptions;
import io.kinedex.inference.InferenceService;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.inference.catalogue.Weights;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.LevelModel;
import io.kinedex.ingest.http.ModelStatus;
import io.kinedex.ingest.pipeline.Engines;
import io.kinedex.ingest.pipeline.Likeness;
import io.kinedex.ingest.pipeline.Meaning;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Users' models with real weights: those of rfb-320, told to be a model of plates. */
@Timeout(60)
class ModelFolderTest {
    private static final String DESCRIPTION = """
            files: []
            models:
              - name: plates-v1
                engine: plates
                task: number plates
                preferred: false
                runtime: onnx
                weights: plates.onnx
                input: {width: 320, height: 240, layout: nchw, type: float32, channels: rgb, mean: [127, 127, 127],
                        scale: [128, 128, 128], fit: centre, pad: 127, batch: single}
                output: {kind: ssd, boxes: boxes, scores: scores, format: xyxy, units: fractions, activation: none, background: 0}
                selection: {confidence-min: 0.7, suppression: hard, iou-max: 0.3, count-max: 100}
                labels: {names: [plate]}
            """;

    private static final String SOUND = LevelModel.description("loudness", 0.3, "din");

    @TempDir
    Path folder;

    private final List<String> users = new ArrayList<>();
    private final InferenceService inference = new InferenceService(
            new InferenceOptions(1, 1, Duration.ZERO, 4), ModelCatalogue.bundled(), PinnedStore.configured());
    private final Engines engines = new Engines(
            inference,
            ModelCatalogue.bundled(),
            PinnedStore.configured(),
            new Meaning(inference, PinnedStore.configured(), false),
            new Likeness(inference, PinnedStore.configured(), Likeness.OFF));

    @SuppressWarnings("NullAway.Init")
    private ModelFolder models;

    @BeforeEach
    void open() {
        models = new ModelFolder(folder.resolve("models"), engines, name -> List.copyOf(users));
    }

    @AfterEach
    void close() {
        models.close();
        inference.close();
    }

    @Test
    void takesWhatWasSent() throws Exception {
        ModelStatus model = models.put("plates-v1", archive(DESCRIPTION, weights()));

        assertThat(model.loads()).isTrue();
        assertThat(model.problem()).isEmpty();
        assertThat(model.engine()).isEqualTo("plates");
        assertThat(model.sha256())
                .isEqualTo(engines.digest("plates-v1").orElseThrow())
                .startsWith("6c0256cc");
        assertThat(models.list()).containsExactly(model);
    }

    @Test
    void hasWhatWasSentAfterARestart() throws Exception {
        models.put("plates-v1", archive(DESCRIPTION, weights()));
        models.close();
        engines.uninstall("plates-v1");

        ModelFolder again = new ModelFolder(folder.resolve("models"), engines, name -> List.of());

        assertThat(again.list()).extracting(ModelStatus::name).containsExactly("plates-v1");
        assertThat(engines.isLoaded("plates-v1")).isTrue();
    }

    @Test
    void refusesWithTheReason() throws Exception {
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put(
                DESCRIPTION.replace("[plate]", "[plate, bumper]"),
                "1 classes beside the one that means nothing, there are 2");
        wrong.put(
                DESCRIPTION.replace("boxes: boxes", "boxes: rectangles"),
                "no output rectangles; it has [boxes, scores]");
        wrong.put(DESCRIPTION.replace("width: 320", "width: 300"), "Got: 300 Expected: 320");
        wrong.put(DESCRIPTION.replace("nchw", "nhwc"), "Got invalid dimensions");
        wrong.put(
                DESCRIPTION.replace("runtime:", "sha256: " + "ab".repeat(32) + "\n    runtime:"),
                "expected sha256 abab");
        wrong.put(DESCRIPTION.replace("scale: [128,", "scale: [1.0e-44,"), "are mean and scale right?");
        wrong.put(DESCRIPTION.replace("weights: plates.onnx", "weights: other.onnx"), "there is no file");
        wrong.put(DESCRIPTION.replace("weights: plates.onnx", "weights: ../../plates.onnx"), "must be in the archive");
        wrong.put(DESCRIPTION.replace("task:", "chore:"), "models[0].task is missing");
        wrong.put(DESCRIPTION.replace("fit: centre", "fit: middle"), "models[0].input.fit: Cannot deserialize");
        wrong.put(DESCRIPTION.replace("runtime:", "speed: 9\n    runtime:"), "models[0].speed is not known; there are");
        wrong.put(DESCRIPTION.replace("name: plates-v1", "name: plates-v2"), "must be of one model named plates-v1");
        wrong.put(DESCRIPTION.replace("engine: plates", "engine: text"), "engine text is not one of detectors");
        wrong.put("models: [", "does not describe models");
        wrong.put("", "it is empty");

        wrong.forEach((description, reason) -> assertThatThrownBy(
                        () -> models.put("plates-v1", archive(description, weights())))
                .as(reason)
                .isInstanceOf(IngestException.class)
                .hasMessageContaining(reason));
        assertThatThrownBy(() ->
                        models.put("plates-v1", archive(DESCRIPTION, "no model".getBytes(StandardCharsets.UTF_8))))
                .hasMessageContaining("cannot be loaded");
        assertThatThrownBy(() -> models.put(
                        "rfb-320", archive(DESCRIPTION.replace("name: plates-v1", "name: rfb-320"), weights())))
                .hasMessageContaining("choose another name");
        assertThat(models.list()).isEmpty();
        assertThat(inference.loadedModels()).isEmpty();
    }

    @Test
    void refusesArchivesThatAreNone() throws Exception {
        Path none = Files.writeString(folder.resolve("none.zip"), "no archive at all");
        assertThatThrownBy(() -> models.put("plates-v1", none)).hasMessageContaining("holds 0 files");
        assertThatThrownBy(() -> models.put(
                        "plates-v1", zip(Map.of("../plates.yaml", DESCRIPTION.getBytes(StandardCharsets.UTF_8)))))
                .hasMessageContaining("the archive holds '../plates.yaml'");
        assertThat(folder.resolve("models").resolve("plates.yaml")).doesNotExist();
    }

    @Test
    void keepsTheOneBeforeWhereAReplacementIsRefused() throws Exception {
        ModelStatus before = models.put("plates-v1", archive(DESCRIPTION, weights()));

        assertThatThrownBy(() -> models.put("plates-v1", archive(DESCRIPTION.replace("[plate]", "[a, b]"), weights())))
                .isInstanceOf(IngestException.class);

        assertThat(models.list()).containsExactly(before);
        assertThat(engines.isLoaded("plates-v1")).isTrue();
    }

    @Test
    void replacesAModelAndFreesTheOneBefore() throws Exception {
        models.put("plates-v1", archive(DESCRIPTION, weights()));
        models.put("plates-v1", archive(DESCRIPTION.replace("number plates", "plates of cars"), weights()));

        assertThat(models.list()).extracting(ModelStatus::task).containsExactly("plates of cars");
        assertThat(inference.loadedModels()).hasSize(1);
    }

    @Test
    void removesOnlyWhatNobodyLooksThrough() throws Exception {
        models.put("plates-v1", archive(DESCRIPTION, weights()));
        users.add("gate-2");

        assertThatThrownBy(() -> models.remove("plates-v1")).hasMessageContainingAll("gate-2", "plates-v1");
        users.clear();
        assertThat(models.remove("plates-v1")).isTrue();
        assertThat(models.remove("plates-v1")).isFalse();
        assertThat(inference.loadedModels()).isEmpty();
        assertThat(folder.resolve("models/plates-v1")).doesNotExist();
    }

    @Test
    void takesWhatIsDroppedIntoTheFolderAndSaysWhatIsWrongWithIt() throws Exception {
        models.start();
        Path place = folder.resolve("models");
        Files.write(place.resolve("plates.onnx"), weights());
        Files.writeString(place.resolve("plates.yaml"), DESCRIPTION);
        Files.writeString(
                place.resolve("broken.yaml"),
                DESCRIPTION.replace("plates-v1", "broken").replace("[plate]", "[a, b]"));
        await(() -> models.list().size() == 2);

        assertThat(models.list())
                .anySatisfy(model -> {
                    assertThat(model.name()).isEqualTo("plates-v1");
                    assertThat(model.loads()).isTrue();
                })
                .anySatisfy(model -> {
                    assertThat(model.name()).isEqualTo("broken.yaml");
                    assertThat(model.loads()).isFalse();
                    assertThat(model.problem()).contains("2 labels");
                });
        assertThatThrownBy(() -> models.remove("plates-v1")).hasMessageContaining("was dropped into the folder");
        users.add("gate-2");
        Files.delete(place.resolve("plates.yaml"));
        await(() -> models.list().stream().anyMatch(model -> model.problem().contains("gate-2")));
        assertThat(engines.isLoaded("plates-v1")).isTrue();
        users.clear();
        await(() -> !engines.isLoaded("plates-v1"));
    }

    @Test
    void takesModelsOfSoundToo() throws Exception {
        ModelStatus model = models.put("loudness", zip(sound(SOUND)));

        assertThat(model.loads()).isTrue();
        assertThat(model.engine()).isEqualTo("sound-events");
        assertThat(engines.digest("loudness")).hasValue(model.sha256());
        for (String taken : List.of("sound", "speech", "faces", "objects")) {
            assertThatThrownBy(() -> models.put(
                            "loudness", zip(sound(SOUND.replace("engine: sound-events", "engine: " + taken)))))
                    .hasMessageContaining("engine %s is not one of models of sound".formatted(taken));
        }
        assertThatThrownBy(() -> models.put("loudness", zip(sound(SOUND.replace("[din]", "[din, roar]")))))
                .hasMessageContaining("1 scores, there are 2 labels");
        assertThat(models.list()).containsExactly(model);
        assertThat(models.remove("loudness")).isTrue();
        assertThat(engines.isLoaded("loudness")).isFalse();
    }

    private static Map<String, byte[]> sound(String description) {
        return Map.of("level.yaml", description.getBytes(StandardCharsets.UTF_8), "level.onnx", LevelModel.bytes());
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) throws InterruptedException {
        while (!condition.holds()) {
            Thread.sleep(20);
        }
    }

    private static byte[] weights() throws IOException {
        Weights.Pinned pinned =
                (Weights.Pinned) ModelCatalogue.bundled().entry("rfb-320").weights();
        return Files.readAllBytes(PinnedStore.configured().require(pinned.file()));
    }

    private Path archive(String description, byte[] weights) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("plates.yaml", description.getBytes(StandardCharsets.UTF_8));
        files.put("plates.onnx", weights);
        return zip(files);
    }

    private Path zip(Map<String, byte[]> files) throws IOException {
        Path archive = Files.createTempFile(folder, "model", ".zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        }
        return archive;
    }
}
