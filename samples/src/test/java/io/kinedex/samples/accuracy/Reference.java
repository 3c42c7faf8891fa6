package io.kinedex.samples.accuracy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.kinedex.inference.catalogue.ClassNames;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.inference.catalogue.ModelEntry;
import io.kinedex.inference.catalogue.Weights;
import io.kinedex.inference.pinned.PinnedStore;
import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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

/**
 * The bundled detectors on plain ONNX Runtime and a plain TensorFlow Lite interpreter, with nothing of the pipeline but the
 * weights: what goes in and what comes out is written here a second time, from the models' own descriptions.
 */
final class Reference implements AutoCloseable {
    /** In fractions of the picture. */
    record Found(String label, double confidence, double left, double top, double right, double bottom) {
        double iou(double l, double t, double r, double b) {
            double w = Math.min(right, r) - Math.max(left, l);
            double h = Math.min(bottom, b) - Math.max(top, t);
            double shared = w > 0 && h > 0 ? w * h : 0;
            return shared / ((right - left) * (bottom - top) + (r - l) * (b - t) - shared);
        }
    }

    /** Looks at a picture. */
    interface Model extends AutoCloseable {
        List<Found> look(BufferedImage picture) throws OrtException;

        @Override
        void close() throws OrtException;
    }

    private final Model model;

    private Reference(Model model) {
        this.model = model;
    }

    static Reference of(String name, int side) throws OrtException {
        if (name.startsWith("blazeface")) {
            return new Reference(new BlazeFace(name, side));
        }
        return new Reference(
                name.startsWith("efficientdet") ? new EfficientDet(name, side) : new UltraLightFaces(name));
    }

    List<Found> look(BufferedImage picture) throws OrtException {
        return model.look(picture);
    }

    @Override
    public void close() throws OrtException {
        model.close();
    }

    private static Path weights(String name) {
        Weights weights = ModelCatalogue.bundled().entry(name).weights();
        return PinnedStore.configured().require(((Weights.Pinned) weights).file());
    }

    /** The picture at the top left of a field of grey, made smaller by the mean of the pixels that fall together. */
    private static double[] fitted(BufferedImage picture, int width, int height) {
        return fitted(picture, width, height, 127, 0);
    }

    /** @param way 0: at the top left; 0.5: in the middle */
    private static double[] fitted(BufferedImage picture, int width, int height, int grey, double way) {
        double scale = Math.min((double) width / picture.getWidth(), (double) height / picture.getHeight());
        int w = (int) Math.round(picture.getWidth() * scale);
        int h = (int) Math.round(picture.getHeight() * scale);
        double[] rgb = new double[width * height * 3];
        Arrays.fill(rgb, grey);
        int right = (int) ((width - w) * way);
        int down = (int) ((height - h) * way);
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                mean(
                        picture,
                        (double) x / w,
                        (double) y / h,
                        (x + 1.0) / w,
                        (y + 1.0) / h,
                        rgb,
                        ((y + down) * width + x + right) * 3);
            }
        }
        return rgb;
    }

    private static void mean(
            BufferedImage picture, double left, double top, double right, double bottom, double[] rgb, int at) {
        double[] sum = new double[3];
        double area = 0;
        double x1 = right * picture.getWidth();
        double y1 = bottom * picture.getHeight();
        for (int y = (int) (top * picture.getHeight()); y < Math.ceil(y1 - 1e-9); y++) {
            double high = Math.min(y + 1, y1) - Math.max(y, top * picture.getHeight());
            for (int x = (int) (left * picture.getWidth()); x < Math.ceil(x1 - 1e-9); x++) {
                double part = high * (Math.min(x + 1, x1) - Math.max(x, left * picture.getWidth()));
                int pixel = picture.getRGB(Math.min(x, picture.getWidth() - 1), Math.min(y, picture.getHeight() - 1));
                sum[0] += part * (pixel >> 16 & 0xff);
                sum[1] += part * (pixel >> 8 & 0xff);
                sum[2] += part * (pixel & 0xff);
                area += part;
            }
        }
        for (int channel = 0; channel < 3; channel++) {
            rgb[at + channel] = sum[channel] / area;
        }
    }

    private static double part(int size, int other, int of, int ofOther) {
        double scale = Math.min((double) of / size, (double) ofOther / other);
        return Math.round(size * scale) / (double) of;
    }

    /** TensorFlow Lite's EfficientDet: bytes in; boxes (top, left, bottom, right of the input), classes and scores out. */
    private static final class EfficientDet implements Model {
        private final int side;
        private final List<String> names;
        private final FlatBufferModel file;
        private final BuiltinOpResolver resolver = new BuiltinOpResolver();
        private final Interpreter interpreter = new Interpreter((Pointer) null);

        EfficientDet(String name, int side) {
            this.side = side;
            ModelEntry entry = ModelCatalogue.bundled().entry(name);
            names = ClassNames.of(entry.labels(), weights(name));
            file = FlatBufferModel.BuildFromFile(weights(name).toString());
            try (InterpreterBuilder builder = new InterpreterBuilder(file, resolver)) {
                builder.apply(interpreter);
            }
            interpreter.AllocateTensors();
        }

        @Override
        public List<Found> look(BufferedImage picture) {
            double[] rgb = fitted(picture, side, side);
            byte[] bytes = new byte[rgb.length];
            for (int i = 0; i < rgb.length; i++) {
                bytes[i] = (byte) Math.round(rgb[i]);
            }
            tensorflowlite.TfLiteTensorCopyFromBuffer(
                    interpreter.input_tensor(0), new BytePointer(bytes), bytes.length);
            interpreter.Invoke();
            float[] boxes = new float[100];
            float[] classes = new float[25];
            float[] scores = new float[25];
            new FloatPointer(tensorflowlite.TfLiteTensorData(interpreter.output_tensor(0))).get(boxes);
            new FloatPointer(tensorflowlite.TfLiteTensorData(interpreter.output_tensor(1))).get(classes);
            new FloatPointer(tensorflowlite.TfLiteTensorData(interpreter.output_tensor(2))).get(scores);
            double right = part(picture.getWidth(), picture.getHeight(), side, side);
            double bottom = part(picture.getHeight(), picture.getWidth(), side, side);
            List<Found> found = new ArrayList<>();
            for (int i = 0; i < scores.length; i++) {
                if (scores[i] >= 0.2) {
                    found.add(new Found(
                            names.get((int) classes[i]),
                            scores[i],
                            clamp(boxes[4 * i + 1] / right),
                            clamp(boxes[4 * i] / bottom),
                            clamp(boxes[4 * i + 3] / right),
                            clamp(boxes[4 * i + 2] / bottom)));
                }
            }
            return found;
        }

        @Override
        public void close() {
            interpreter.close();
            resolver.close();
            file.close();
        }
    }

    /** Ultra-Light-Fast-Generic-Face-Detector RFB-320: (x - 127) / 128 in planes; scores and corners in fractions out. */
    private static final class UltraLightFaces implements Model {
        private static final int WIDTH = 320;
        private static final int HEIGHT = 240;

        private final OrtEnvironment environment;
        private final OrtSession session;

        UltraLightFaces(String name) throws OrtException {
            environment = OrtEnvironment.getEnvironment();
            session = environment.createSession(weights(name).toString());
        }

        @Override
        public List<Found> look(BufferedImage picture) throws OrtException {
            double[] rgb = fitted(picture, WIDTH, HEIGHT);
            float[] planes = new float[rgb.length];
            for (int i = 0; i < rgb.length; i++) {
                planes[i % 3 * WIDTH * HEIGHT + i / 3] = (float) ((Math.round(rgb[i]) - 127) / 128.0);
            }
            double right = part(picture.getWidth(), picture.getHeight(), WIDTH, HEIGHT);
            double bottom = part(picture.getHeight(), picture.getWidth(), HEIGHT, WIDTH);
            List<Found> candidates = new ArrayList<>();
            try (OnnxTensor input = OnnxTensor.createTensor(
                            environment, FloatBuffer.wrap(planes), new long[] {1, 3, HEIGHT, WIDTH});
                    OrtSession.Result result = session.run(Map.of("input", input))) {
                float[][] scores =
                        ((float[][][]) result.get("scores").orElseThrow().getValue())[0];
                float[][] boxes =
                        ((float[][][]) result.get("boxes").orElseThrow().getValue())[0];
                for (int i = 0; i < scores.length; i++) {
                    if (scores[i][1] >= 0.7) {
                        candidates.add(new Found(
                                "face",
                                scores[i][1],
                                clamp(boxes[i][0] / right),
                                clamp(boxes[i][1] / bottom),
                                clamp(boxes[i][2] / right),
                                clamp(boxes[i][3] / bottom)));
                    }
                }
            }
            return best(candidates);
        }

        /** Of boxes that overlap by more than 0.3 the most confident. */
        private static List<Found> best(List<Found> candidates) {
            List<Found> kept = new ArrayList<>();
            candidates.stream()
                    .sorted(Comparator.comparingDouble(Found::confidence).reversed())
                    .filter(each -> kept.stream()
                            .noneMatch(
                                    better -> better.iou(each.left(), each.top(), each.right(), each.bottom()) > 0.3))
                    .forEach(kept::add);
            return kept;
        }

        @Override
        public void close() throws OrtException {
            session.close();
        }
    }

    /**
     * MediaPipe's BlazeFace: (x - 127.5) / 127.5, pictures in the middle of black; from each cell of two grids a logit and
     * middle, size and points in pixels from the cell's middle. Boxes that overlap by more than 0.3 become their mean.
     */
    private static final class BlazeFace implements Model {
        private final int side;
        private final OrtEnvironment environment;
        private final OrtSession session;

        BlazeFace(String name, int side) throws OrtException {
            this.side = side;
            environment = OrtEnvironment.getEnvironment();
            session = environment.createSession(weights(name).toString());
        }

        @Override
        public List<Found> look(BufferedImage picture) throws OrtException {
            double[] rgb = fitted(picture, side, side, 0, 0.5);
            float[] pixels = new float[rgb.length];
            for (int i = 0; i < rgb.length; i++) {
                pixels[i] = (float) ((Math.round(rgb[i]) - 127.5) / 127.5);
            }
            List<Found> cells = new ArrayList<>();
            String input = session.getInputNames().iterator().next();
            try (OnnxTensor tensor = OnnxTensor.createTensor(
                            environment, FloatBuffer.wrap(pixels), new long[] {1, side, side, 3});
                    OrtSession.Result result = session.run(Map.of(input, tensor))) {
                read(result, "Identity:0", "Identity_2:0", 16, 2, cells);
                read(result, "Identity_1:0", "Identity_3:0", 8, 6, cells);
            }
            double wide = part(picture.getWidth(), picture.getHeight(), side, side);
            double high = part(picture.getHeight(), picture.getWidth(), side, side);
            return merged(cells).stream()
                    .map(cell -> new Found(
                            "face",
                            cell.confidence(),
                            clamp((cell.left() - (1 - wide) / 2) / wide),
                            clamp((cell.top() - (1 - high) / 2) / high),
                            clamp((cell.right() - (1 - wide) / 2) / wide),
                            clamp((cell.bottom() - (1 - high) / 2) / high)))
                    .toList();
        }

        private void read(
                OrtSession.Result result, String scores, String boxes, int grid, int perCell, List<Found> cells)
                throws OrtException {
            FloatBuffer logits = ((OnnxTensor) result.get(scores).orElseThrow()).getFloatBuffer();
            FloatBuffer offsets = ((OnnxTensor) result.get(boxes).orElseThrow()).getFloatBuffer();
            int width = offsets.capacity() / logits.capacity();
            for (int i = 0; i < logits.capacity(); i++) {
                double confidence = 1 / (1 + Math.exp(-logits.get(i)));
                if (confidence >= 0.6) {
                    int cell = i / perCell;
                    double x = (cell % grid + 0.5) / grid + offsets.get(i * width) / side;
                    double y = (cell / grid + 0.5) / grid + offsets.get(i * width + 1) / side;
                    double halfWidth = offsets.get(i * width + 2) / side / 2;
                    double halfHeight = offsets.get(i * width + 3) / side / 2;
                    cells.add(new Found(
                            "face", confidence, x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight));
                }
            }
        }

        private static List<Found> merged(List<Found> cells) {
            List<Found> left = new ArrayList<>(cells);
            left.sort(Comparator.comparingDouble(Found::confidence).reversed());
            List<Found> merged = new ArrayList<>();
            while (!left.isEmpty()) {
                Found best = left.getFirst();
                double sum = 0;
                double[] box = new double[4];
                for (Found other : List.copyOf(left)) {
                    if (other == best || best.iou(other.left(), other.top(), other.right(), other.bottom()) > 0.3) {
                        left.remove(other);
                        sum += other.confidence();
                        box[0] += other.confidence() * other.left();
                        box[1] += other.confidence() * other.top();
                        box[2] += other.confidence() * other.right();
                        box[3] += other.confidence() * other.bottom();
                    }
                }
                merged.add(
                        new Found("face", best.confidence(), box[0] / sum, box[1] / sum, box[2] / sum, box[3] / sum));
            }
            return merged;
        }

        @Override
        public void close() throws OrtException {
            session.close();
        }
    }

    private static double clamp(double value) {
        return Math.clamp(value, 0, 1);
    }
}
