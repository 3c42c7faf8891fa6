package io.kinedex.inference.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoopTranslator;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.inference.catalogue.Weights;
import io.kinedex.inference.pinned.PinnedStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TfliteEngineTest {
    private static final Path WEIGHTS = PinnedStore.configured()
            .require(((Weights.Pinned)
                            ModelCatalogue.bundled().entry("efficientdet-lite0").weights())
                    .file());

    @TempDir
    Path folder;

    @Test
    void isFoundByItsNameAndIsNotTheDefault() {
        assertThat(Engine.getEngine("TFLite").getVersion()).startsWith("2.");
        assertThat(Engine.getInstance().getEngineName()).isNotEqualTo("TFLite");
    }

    @Test
    void runsAModelThroughAPredictor() throws Exception {
        try (Model model = Model.newInstance("model", "TFLite")) {
            model.load(WEIGHTS, null);
            assertThat(model.describeInput().valueAt(0)).isEqualTo(new Shape(1, 320, 320, 3));
            try (Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator(null))) {
                ByteBuffer pixels = ByteBuffer.allocateDirect(320 * 320 * 3);
                NDList outputs = predictor.predict(
                        new NDList(model.getNDManager().create(pixels, new Shape(1, 320, 320, 3), DataType.UINT8)));

                assertThat(outputs).hasSize(4);
                assertThat(outputs.get(0).getShape()).isEqualTo(new Shape(1, 25, 4));
                assertThat(outputs.get(0).toFloatArray()).hasSize(100);
            }
        }
    }

    @Test
    void refusesInputOfAnotherSize() throws Exception {
        try (Model model = Model.newInstance("model", "TFLite")) {
            model.load(WEIGHTS, null);
            try (Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator(null))) {
                NDList input = new NDList(model.getNDManager()
                        .create(ByteBuffer.allocateDirect(12), new Shape(1, 2, 2, 3), DataType.UINT8));

                assertThatThrownBy(() -> predictor.predict(input))
                        .hasStackTraceContaining("takes 307200 bytes")
                        .hasStackTraceContaining("not 12");
            }
        }
    }

    @Test
    void refusesFilesThatAreNoModels() throws IOException {
        Path text = Files.writeString(folder.resolve("text.tflite"), "not a model");
        try (Model model = Model.newInstance("model", "TFLite")) {
            assertThatThrownBy(() -> model.load(text, null)).isInstanceOf(MalformedModelException.class);
            assertThatThrownBy(() -> model.load(folder.resolve("none.tflite"), null))
                    .isInstanceOf(FileNotFoundException.class);
        }
    }

    @Test
    void freesWhatItLoads() throws Exception {
        loadAndClose();
        long before = Pointer.physicalBytes();
        for (int i = 0; i < 20; i++) {
            loadAndClose();
        }

        // One loaded and run model takes about 20 MB; twenty that were not freed would take 400.
        assertThat(Pointer.physicalBytes() - before).isLessThan(150L << 20);
    }

    private static void loadAndClose() throws Exception {
        try (Model model = Model.newInstance("model", "TFLite")) {
            model.load(WEIGHTS, null);
            try (Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator(null))) {
                ByteBuffer pixels = ByteBuffer.allocateDirect(320 * 320 * 3);
                assertThat(predictor.predict(new NDList(
                                model.getNDManager().create(pixels, new Shape(1, 320, 320, 3), DataType.UINT8))))
                        .hasSize(4);
            }
        }
    }
}
