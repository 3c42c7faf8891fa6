package io.kinedex.inference.face;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.onnx.OnnxModel;
import io.kinedex.inference.translate.Picture;
import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.Keypoint;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds eyes, nose and mouth of a face whose box is known, by Google's BlazeFace for near faces: 1 x 128 x 128 x 3 floats
 * -1..1, RGB, of a square around the box; out come a score and 16 offsets for each of 896 anchors, of which the best one
 * counts. All threads.
 */
final class KeypointModel implements AutoCloseable {
    private static final int SIDE = 128;
    /** How much wider than the face the square is: what the model was trained to see. */
    private static final double MARGIN = 1.6;

    private static final int[] GRIDS = {16, 8};
    private static final int[] PER_CELL = {2, 6};
    private static final int NUMBERS = 16;
    /** The logit of a confidence of 0.3. */
    private static final float SCORE_MIN = -0.85f;

    private static final List<String> NAMES =
            List.of("right-eye", "left-eye", "nose", "mouth", "right-ear", "left-ear");

    private static final List<String> SCORES = List.of("Identity:0", "Identity_1:0");
    private static final List<String> OFFSETS = List.of("Identity_2:0", "Identity_3:0");
    private static final Set<String> OUTPUTS = outputs();

    private final OnnxModel model;
    private final String input;

    KeypointModel(OnnxModel model) {
        this.model = model;
        this.input = model.inputs().iterator().next();
    }

    /** In pixels of the picture; empty where the model sees no face there. */
    Optional<List<Keypoint>> find(Picture picture, Box box) {
        double side = MARGIN * Math.max(box.width() * picture.width(), box.height() * picture.height());
        double left = (box.left() + box.width() / 2) * picture.width() - side / 2;
        double top = (box.top() + box.height() / 2) * picture.height() - side / 2;
        double scale = SIDE / side;
        double[] map = {scale, 0, -left * scale, 0, scale, -top * scale};
        float[] pixels = Warp.of(picture, map, SIDE).floats(value -> (value - 127.5f) / 127.5f, false);
        return best(pixels).map(points -> {
            List<Keypoint> found = new ArrayList<>();
            for (int i = 0; i < NAMES.size(); i++) {
                found.add(new Keypoint(NAMES.get(i), left + points[2 * i] / scale, top + points[2 * i + 1] / scale));
            }
            return found;
        });
    }

    /** The points of the best anchor in pixels of the square. */
    private Optional<double[]> best(float[] pixels) {
        try (OnnxTensor tensor = OnnxModel.tensor(pixels, 1, SIDE, SIDE, 3);
                OrtSession.Result result = model.run(Map.of(input, tensor), OUTPUTS)) {
            float best = SCORE_MIN;
            Optional<double[]> points = Optional.empty();
            for (int part = 0; part < GRIDS.length; part++) {
                float[] scores = floats(result, SCORES.get(part));
                float[] offsets = floats(result, OFFSETS.get(part));
                for (int i = 0; i < scores.length; i++) {
                    if (scores[i] > best) {
                        best = scores[i];
                        points = Optional.of(points(offsets, i, part));
                    }
                }
            }
            return points;
        } catch (OrtException e) {
            throw new InferenceException(Code.MODEL_FAILED, "face keypoints: " + e.getMessage(), e);
        }
    }

    private static double[] points(float[] offsets, int anchor, int part) {
        int cell = anchor / PER_CELL[part];
        double x = (cell % GRIDS[part] + 0.5) * SIDE / GRIDS[part];
        double y = (cell / GRIDS[part] + 0.5) * SIDE / GRIDS[part];
        double[] points = new double[2 * NAMES.size()];
        for (int i = 0; i < points.length; i += 2) {
            points[i] = x + offsets[anchor * NUMBERS + 4 + i];
            points[i + 1] = y + offsets[anchor * NUMBERS + 5 + i];
        }
        return points;
    }

    static float[] floats(OrtSession.Result result, String name) {
        if (result.get(name).orElseThrow() instanceof OnnxTensor tensor) {
            FloatBuffer values = tensor.getFloatBuffer();
            float[] copy = new float[values.remaining()];
            values.get(copy);
            return copy;
        }
        throw new InferenceException(Code.MODEL_REJECTED, "output %s is no tensor".formatted(name));
    }

    private static Set<String> outputs() {
        Set<String> names = new LinkedHashSet<>(SCORES);
        names.addAll(OFFSETS);
        return names;
    }

    @Override
    public void close() {
        model.close();
    }
}
