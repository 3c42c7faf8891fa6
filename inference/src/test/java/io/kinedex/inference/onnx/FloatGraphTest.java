package io.kinedex.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.TinyOnnx;
import io.kinedex.inference.onnx.OnnxModel.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FloatGraphTest {
    /** In steps of a half from 128: 1, -2; 0, 3; 63.5, -64; 0.5, 0. */
    private static final byte[] WEIGHTS = {
        (byte) 130, 124, (byte) 128, (byte) 134, (byte) 255, 0, (byte) 129, (byte) 128
    };

    /** One large value takes all the steps that the small ones would need. */
    private static final float[] X = {0.3f, -0.2f, 0.01f, 500};

    @TempDir
    private Path folder;

    @Test
    void smallValuesBesideALargeOneCount() throws Exception {
        Path model = Files.write(folder.resolve("m.onnx"), TinyOnnx.dynamicallyQuantised(WEIGHTS, "Mul"));

        try (OnnxModel stored = OnnxModel.open("m", model, 1, Workspace.KEPT);
                OnnxModel floats = OnnxModel.openInFloats("m", model, 1, Workspace.KEPT)) {
            assertThat(run(stored)[1]).isCloseTo(0, within(1e-6f));

            float[] y = run(floats);
            assertThat(y[0]).isCloseTo(0.3f + 63.5f * 0.01f + 250, within(1e-4f));
            assertThat(y[1]).isCloseTo(-0.6f - 0.6f - 0.64f, within(1e-4f));
        }
    }

    @Test
    void refusesWhatItDoesNotKnow() throws Exception {
        Path none = Files.write(folder.resolve("none.onnx"), new byte[] {7, 7, 7});
        assertThatThrownBy(() -> OnnxModel.openInFloats("none", none, 1, Workspace.KEPT))
                .isInstanceOf(InferenceException.class)
                .hasMessageContainingAll("none.onnx", "no Protocol Buffers message");

        Path other = Files.write(folder.resolve("other.onnx"), TinyOnnx.dynamicallyQuantised(WEIGHTS, "Div"));
        assertThatThrownBy(() -> OnnxModel.openInFloats("other", other, 1, Workspace.KEPT))
                .hasMessageContainingAll("other.onnx", "cast must go to one Mul, goes to [Div]");
    }

    private static float[] run(OnnxModel model) throws Exception {
        try (OnnxTensor x = OnnxModel.tensor(X, 1, 4);
                OrtSession.Result result = model.run(Map.of("x", x), Set.of("y"))) {
            return ((OnnxTensor) result.get(0)).getFloatBuffer().array();
        }
    }
}
