package io.kinedex.inference.reading;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.onnx.OnnxModel;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Finds where text is: text detection with differentiable binarisation (Liao et al. 2019, arXiv 1911.08947). All threads.
 *
 * <p>The model takes {@code x}, float32 [1, 3, H, W]: blue, green and red, since PaddleOCR reads pictures by OpenCV, each as
 * fractions of 255 with the mean of ImageNet taken off and divided by its deviation, in the order in which red, green and
 * blue have them; H and W are multiples of 32. It gives float32 [1, 1, H, W]: how probable it is, 0..1, that a pixel is in
 * the core of a line.
 */
final class TextDetector implements AutoCloseable {
    private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
    private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};
    private static final String INPUT = "x";

    private final OnnxModel model;
    private final ReadingOptions options;
    private final String output;

    TextDetector(OnnxModel model, ReadingOptions options) {
        this.model = model;
        this.options = options;
        this.output = model.outputs().iterator().next();
    }

    /**
     * Looks for text.
     *
     * @param rgb 8 bits, three channels
     * @return where, in pixels of the picture and in no order
     */
    List<Quad> find(Mat rgb) {
        DetectorSize size = DetectorSize.of(rgb.cols(), rgb.rows(), options);
        float[] probability = run(pixels(rgb, size), size);
        try (Mat map = new Mat(size.height(), size.width(), opencv_core.CV_32FC1)) {
            map.<FloatIndexer>createIndexer().put(0L, probability);
            return new ProbabilityMap(map, options)
                    .quads((double) rgb.cols() / size.width(), (double) rgb.rows() / size.height());
        }
    }

    /** The picture at the model's size as RGB bytes. */
    private static byte[] pixels(Mat rgb, DetectorSize size) {
        try (Mat scaled = new Mat();
                Size target = new Size(size.width(), size.height())) {
            boolean shrinks = size.width() < rgb.cols();
            opencv_imgproc.resize(
                    rgb, scaled, target, 0, 0, shrinks ? opencv_imgproc.INTER_AREA : opencv_imgproc.INTER_LINEAR);
            byte[] bytes = new byte[3 * size.width() * size.height()];
            scaled.data().get(bytes);
            return bytes;
        }
    }

    private float[] run(byte[] rgb, DetectorSize size) {
        try (OnnxTensor in = OnnxModel.tensor(normalised(rgb), 1, 3, size.height(), size.width());
                OrtSession.Result out = model.run(Map.of(INPUT, in), Set.of(output))) {
            FloatBuffer map = ((OnnxTensor) out.get(0)).getFloatBuffer();
            float[] probability = new float[size.width() * size.height()];
            if (map.remaining() != probability.length) {
                throw new InferenceException(
                        Code.MODEL_FAILED,
                        "the text detector gave %d values for %d x %d pixels"
                                .formatted(map.remaining(), size.width(), size.height()));
            }
            map.get(probability);
            return probability;
        } catch (OrtException e) {
            throw new InferenceException(Code.MODEL_FAILED, "the text detector failed: " + e.getMessage(), e);
        }
    }

    private static float[] normalised(byte[] rgb) {
        int pixels = rgb.length / 3;
        float[] planes = new float[rgb.length];
        for (int channel = 0; channel < 3; channel++) {
            float[] values = new float[256];
            for (int value = 0; value < 256; value++) {
                values[value] = (value / 255f - MEAN[channel]) / DEVIATION[channel];
            }
            int to = channel * pixels;
            for (int from = 2 - channel; from < rgb.length; from += 3) {
                planes[to++] = values[rgb[from] & 0xff];
            }
        }
        return planes;
    }

    @Override
    public void close() {
        model.close();
    }
}
