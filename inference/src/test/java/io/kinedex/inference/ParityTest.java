package io.kinedex.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.inference.catalogue.ModelEntry;
import io.kinedex.inference.catalogue.Selection;
import io.kinedex.inference.catalogue.Weights;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.inference.translate.Picture;
import io.kinedex.metadata.record.Detection;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorflowlite.BuiltinOpResolver;
import org.bytedeco.tensorflowlite.FlatBufferModel;
import org.bytedeco.tensorflowlite.Interpreter;
import org.bytedeco.tensorflowlite.InterpreterBuilder;
import org.bytedeco.tensorflowlite.global.tensorflowlite;
import org.junit.jupiter.api.Test;

/** The service's results beside those of a plain run of the same weights on the same pixels. */
class ParityTest {
    private static final double EXACTLY_ENOUGH = 1e-4;

    @Test
    void findsTheFacesThatPlainOnnxRuntimeFinds() throws Exception {
        Picture picture = TestPictures.framed(TestPictures.photo("three-faces.png", 320), 320, 240);
        // DJL insists on being the first to set ONNX Runtime up.
        List<Detection> found = detect("rfb-320", picture);
        float[][] scores;
        float[][] boxes;
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(weights("rfb-320").toString());
                OnnxTensor input = OnnxTensor.createTensor(
                        environment, FloatBuffer.wrap(planes(picture)), new long[] {1, 3, 240, 320});
                OrtSession.Result result = session.run(Map.of("input", input))) {
            scores = ((float[][][]) result.get("scores").orElseThrow().getValue())[0];
            boxes = ((float[][][]) result.get("boxes").orElseThrow().getValue())[0];
        }

        assertThat(found).hasSize(3);
        for (Detection face : found) {
            int nearest = nearest(face, scores, boxes);
            assertThat(face.confidence()).isCloseTo(scores[nearest][1], within(EXACTLY_ENOUGH));
            assertBox(face, boxes[nearest][0], boxes[nearest][1], boxes[nearest][2], boxes[nearest][3]);
        }
        assertThat(found.getFirst().confidence()).isCloseTo(highest(scores), within(EXACTLY_ENOUGH));
    }

    @Test
    void findsTheObjectsThatPlainTensorFlowLiteFinds() throws Exception {
        Picture picture = TestPictures.framed(TestPictures.photo("black-car.jpg", 320), 320, 320);
        float[] boxes = new float[100];
        float[] scores = new float[25];
        try (FlatBufferModel model = FlatBufferModel.BuildFromFile(
                        weights("efficientdet-lite0").toString());
                BuiltinOpResolver resolver = new BuiltinOpResolver();
                InterpreterBuilder builder = new InterpreterBuilder(model, resolver);
                Interpreter interpreter = new Interpreter((Pointer) null)) {
            builder.apply(interpreter);
            interpreter.AllocateTensors();
            tensorflowlite.TfLiteTensorCopyFromBuffer(
                    interpreter.input_tensor(0),
                    new BytePointer(picture.rgb().duplicate().rewind()),
                    3L * 320 * 320);
            interpreter.Invoke();
            new FloatPointer(tensorflowlite.TfLiteTensorData(interpreter.output_tensor(0))).get(boxes);
            new FloatPointer(tensorflowlite.TfLiteTensorData(interpreter.output_tensor(2))).get(scores);
        }

        List<Detection> found = detect("efficientdet-lite0", picture);

        assertThat(found).isNotEmpty();
        assertThat(found.getFirst().label()).isEqualTo("car");
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i).confidence()).isCloseTo(scores[i], within(EXACTLY_ENOUGH));
            assertBox(found.get(i), boxes[4 * i + 1], boxes[4 * i], boxes[4 * i + 3], boxes[4 * i + 2]);
        }
    }

    private static void assertBox(Detection found, float left, float top, float right, float bottom) {
        assertThat(found.box().left()).isCloseTo(Math.clamp(left, 0, 1), within(EXACTLY_ENOUGH));
        assertThat(found.box().top()).isCloseTo(Math.clamp(top, 0, 1), within(EXACTLY_ENOUGH));
        assertThat(found.box().right()).isCloseTo(Math.clamp(right, 0, 1), within(EXACTLY_ENOUGH));
        assertThat(found.box().bottom()).isCloseTo(Math.clamp(bottom, 0, 1), within(EXACTLY_ENOUGH));
    }

    private static List<Detection> detect(String model, Picture picture) throws Exception {
        try (InferenceService service = new InferenceService(
                new InferenceOptions(1, 1, Duration.ZERO, 1), ModelCatalogue.bundled(), PinnedStore.configured())) {
            ModelEntry entry = service.load(model).entry();
            assertThat(entry.selection().suppression()).isEqualTo(Selection.Suppression.HARD);
            return service.detect(model, picture).get();
        }
    }

    private static Path weights(String model) {
        Weights weights = ModelCatalogue.bundled().entry(model).weights();
        return PinnedStore.configured().require(((Weights.Pinned) weights).file());
    }

    private static float[] planes(Picture picture) {
        ByteBuffer rgb = picture.rgb();
        int pixels = picture.width() * picture.height();
        float[] planes = new float[3 * pixels];
        for (int i = 0; i < pixels; i++) {
            for (int channel = 0; channel < 3; channel++) {
                planes[channel * pixels + i] = ((rgb.get(3 * i + channel) & 0xff) - 127) / 128f;
            }
        }
        return planes;
    }

    private static int nearest(Detection face, float[][] scores, float[][] boxes) {
        int nearest = 0;
        double least = Double.MAX_VALUE;
        for (int i = 0; i < boxes.length; i++) {
            double distance = Math.abs(boxes[i][0] - face.box().left())
                    + Math.abs(boxes[i][1] - face.box().top())
                    + Math.abs(boxes[i][2] - face.box().right())
                    + Math.abs(boxes[i][3] - face.box().bottom())
                    + Math.abs(scores[i][1] - face.confidence());
            if (distance < least) {
                least = distance;
                nearest = i;
            }
        }
        return nearest;
    }

    private static float highest(float[][] scores) {
        float highest = 0;
        for (float[] score : scores) {
            highest = Math.max(highest, score[1]);
        }
        return highest;
    }
}
