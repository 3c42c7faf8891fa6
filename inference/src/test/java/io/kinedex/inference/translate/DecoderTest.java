package io.kinedex.inference.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.kinedex.inference.catalogue.InputSpec;
import io.kinedex.inference.catalogue.InputSpec.Batch;
import io.kinedex.inference.catalogue.InputSpec.Channels;
import io.kinedex.inference.catalogue.InputSpec.ElementType;
import io.kinedex.inference.catalogue.InputSpec.Fit;
import io.kinedex.inference.catalogue.InputSpec.Layout;
import io.kinedex.inference.catalogue.OutputSpec;
import io.kinedex.inference.catalogue.OutputSpec.Activation;
import io.kinedex.inference.catalogue.OutputSpec.BoxFormat;
import io.kinedex.inference.catalogue.OutputSpec.Units;
import io.kinedex.inference.catalogue.OutputSpec.YoloVersion;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each family's output with one thing in it: class 1 of 2 at left 20, top 10, right 60, bottom 30 of 100 x 50 pixels. */
class DecoderTest {
    private static final InputSpec INPUT = new InputSpec(
            100,
            50,
            Layout.NCHW,
            ElementType.FLOAT32,
            Channels.RGB,
            List.of(0.0, 0.0, 0.0),
            List.of(1.0, 1.0, 1.0),
            Fit.STRETCH,
            0,
            Batch.SINGLE);

    private final NDManager manager = Engine.getEngine("TFLite").newBaseManager();
    private final NDList tensors = new NDList();

    @AfterEach
    void closeArrays() {
        manager.close();
    }

    @ParameterizedTest
    @CsvSource({"XYXY,20,10,60,30", "YXYX,10,20,30,60", "CXCYWH,40,20,40,20", "XYWH,20,10,40,20"})
    void readsBoxesOfAnyFormat(BoxFormat format, float a, float b, float c, float d) {
        tensor("boxes", new Shape(1, 2, 4), 0, 0, 1, 1, a, b, c, d);
        tensor("scores", new Shape(1, 2, 3), 0.9f, 0.05f, 0.05f, 0.1f, 0.2f, 0.7f);

        assertOne(new OutputSpec.Ssd("boxes", "scores", format, Units.PIXELS, Activation.NONE, 0), 0.7);
    }

    @Test
    void readsFractionsAndRawScores() {
        tensor("boxes", new Shape(1, 1, 4), 0.2f, 0.2f, 0.6f, 0.6f);
        tensor("scores", new Shape(1, 1, 2), -3, 2);

        assertOne(
                new OutputSpec.Ssd("boxes", "scores", BoxFormat.XYXY, Units.FRACTIONS, Activation.SIGMOID, -1),
                1 / (1 + Math.exp(-2)));
    }

    @Test
    void readsOffsetsFromPriors() {
        // Two grids of stride 50 and 100: priors at (25, 25), (75, 25) and (50, 50).
        tensor(
                "boxes",
                new Shape(1, 3, 4),
                (40f - 25) / (0.1f * 20),
                (20f - 25) / (0.1f * 20),
                (float) Math.log(2) / 0.2f,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0);
        tensor("scores", new Shape(1, 3, 3), 0, 0, (float) Math.log(6), 9, 0, 0, 9, 0, 0);

        assertOne(
                new OutputSpec.SsdPriors(
                        "boxes",
                        "scores",
                        Activation.SOFTMAX,
                        0,
                        List.of(50, 100),
                        List.of(List.of(20.0), List.of(80.0)),
                        List.of(0.1, 0.2)),
                0.75);
    }

    @Test
    void readsPostprocessedDetections() {
        tensor("boxes", new Shape(1, 2, 4), 0.2f, 0.2f, 0.6f, 0.6f, 0, 0, 1, 1);
        tensor("classes", new Shape(1, 2), 1, 0);
        tensor("scores", new Shape(1, 2), 0.8f, 0.9f);
        tensor("count", new Shape(1), 1);

        assertOne(new OutputSpec.Postprocessed("boxes", "classes", "scores", "count"), 0.8);
    }

    @Test
    void readsRowsWithObjectness() {
        tensor("y", new Shape(1, 2, 7), 40, 20, 40, 20, 0.9f, 0.1f, 0.8f, 1, 1, 1, 1, 0.4f, 1, 1);

        assertOne(new OutputSpec.Yolo("y", YoloVersion.V5, Units.PIXELS, List.of()), 0.72);
    }

    @Test
    void readsColumns() {
        tensor("y", new Shape(1, 6, 2), 1, 40, 1, 20, 1, 40, 1, 20, 0.1f, 0.2f, 0.3f, 0.8f);

        assertOne(new OutputSpec.Yolo("y", YoloVersion.V8, Units.PIXELS, List.of()), 0.8);
    }

    @Test
    void readsRowsWithoutObjectness() {
        tensor("y", new Shape(1, 3, 6), 0.4f, 0.4f, 0.4f, 0.4f, 0.2f, 0.8f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        assertOne(new OutputSpec.Yolo("y", YoloVersion.V8, Units.FRACTIONS, List.of()), 0.8);
    }

    @Test
    void readsFinishedRows() {
        tensor("y", new Shape(1, 2, 6), 20, 10, 60, 30, 0.8f, 1, 0, 0, 0, 0, 0, 0);

        assertOne(new OutputSpec.Yolo("y", YoloVersion.V10, Units.PIXELS, List.of()), 0.8);
    }

    @Test
    void readsGrids() {
        // Stride 50 gives the cells (0, 0) and (0, 1); the thing is told from the second.
        float[] cells = new float[14];
        float[] found = {
            (40f - 50) / 50, 20f / 50, (float) Math.log(40f / 50), (float) Math.log(20f / 50), 0.9f, 0.1f, 0.8f
        };
        System.arraycopy(found, 0, cells, 7, 7);
        tensor("y", new Shape(1, 2, 7), cells);

        assertOne(new OutputSpec.Yolo("y", YoloVersion.YOLOX, Units.PIXELS, List.of(50)), 0.72);
    }

    @Test
    void readsQueriesWithAClassForNothing() {
        tensor("logits", new Shape(1, 2, 3), 0, (float) Math.log(6), 0, 0, 0, 5);
        tensor("boxes", new Shape(1, 2, 4), 0.4f, 0.4f, 0.4f, 0.4f, 0.5f, 0.5f, 1, 1);

        assertOne(new OutputSpec.Detr("logits", "boxes", Activation.SOFTMAX), 0.75);
    }

    @Test
    void readsQueriesWithoutAClassForNothing() {
        tensor("logits", new Shape(1, 1, 2), -2, 1);
        tensor("boxes", new Shape(1, 1, 4), 0.4f, 0.4f, 0.4f, 0.4f);

        assertOne(new OutputSpec.Detr("logits", "boxes", Activation.SIGMOID), 1 / (1 + Math.exp(-1)));
    }

    @Test
    void readsFacesWithKeypoints() {
        // A grid of 2 x 2 with one anchor a cell: the second cell's middle is (75, 12.5).
        tensor(
                "boxes",
                new Shape(1, 4, 6),
                0,
                0,
                0,
                0,
                0,
                0,
                -35,
                7.5f,
                40,
                20,
                -30,
                10,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0);
        tensor("scores", new Shape(1, 4, 1), -9, 2, -9, -9);
        OutputSpec spec =
                new OutputSpec.BlazeFace(List.of("boxes"), List.of("scores"), List.of(2), List.of(1), List.of("nose"));

        List<Candidate> found = decode(spec);

        assertThat(found).hasSize(1);
        assertBox(found.getFirst(), 1 / (1 + Math.exp(-2)));
        assertThat(found.getFirst().keypoints()).containsExactly(new double[] {45, 22.5}, within(1e-5));
    }

    @Test
    void readsEachPictureOfABatch() {
        tensor("y", new Shape(2, 1, 6), 0, 0, 9, 9, 0.9f, 0, 20, 10, 60, 30, 0.8f, 1);
        Decoder decoder = Decoder.of(new OutputSpec.Yolo("y", YoloVersion.V10, Units.PIXELS, List.of()), INPUT, 2, 0.5);

        assertBox(decoder.decode(new Outputs(tensors, 2), 1).getFirst(), 0.8);
    }

    @Test
    void namesTheOutputThatDoesNotFitItsDescription() {
        tensor("y", new Shape(1, 2, 9), new float[18]);

        assertThatThrownBy(() -> decode(new OutputSpec.Yolo("y", YoloVersion.V5, Units.PIXELS, List.of())))
                .hasMessageContainingAll("output y", "2 labels", "rows of 7", "[2, 9]");
    }

    private void assertOne(OutputSpec spec, double confidence) {
        List<Candidate> found = decode(spec);

        assertThat(found).hasSize(1);
        assertThat(found.getFirst().classIndex()).isEqualTo(1);
        assertBox(found.getFirst(), confidence);
    }

    private static void assertBox(Candidate found, double confidence) {
        assertThat(found.confidence()).isCloseTo(confidence, within(1e-5));
        assertThat(new double[] {found.left(), found.top(), found.right(), found.bottom()})
                .containsExactly(new double[] {20, 10, 60, 30}, within(1e-4));
    }

    private List<Candidate> decode(OutputSpec spec) {
        return Decoder.of(spec, INPUT, 2, 0.5).decode(new Outputs(tensors, 1), 0);
    }

    private void tensor(String name, Shape shape, float... values) {
        NDArray array = manager.create(FloatBuffer.wrap(values), shape, DataType.FLOAT32);
        array.setName(name);
        tensors.add(array);
    }
}
