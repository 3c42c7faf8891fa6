package io.kinedex.inference.reading;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.onnx.OnnxModel;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Reads straightened lines of text. All threads.
 *
 * <p>The model takes {@code x}, float32 [N, 3, 48, W]: blue, green and red as (value - 127.5) / 127.5, a line that is
 * narrower than W with zeros behind it. It gives float32 [N, W / 8, C]: for each step of eight pixels the probability of
 * each class, of which the first is the blank.
 */
final class LineRecogniser implements AutoCloseable {
    private static final String INPUT = "x";
    private static final int BATCH_MAX = 8;

    /** A batch is as wide as its widest line; one that is narrower by more than this waits for another. */
    private static final double WASTE_MAX = 1.25;

    private final OnnxModel model;
    private final CharacterSet characters;
    private final String output;

    /** @param file the characters that the model knows */
    LineRecogniser(OnnxModel model, Path file) {
        this.model = model;
        this.output = model.outputs().iterator().next();
        this.characters = CharacterSet.read(file, classes());
    }

    /** Reads the lines; the answers are in their order. */
    List<GreedyDecoding> read(List<LineImage> lines) {
        GreedyDecoding[] texts = new GreedyDecoding[lines.size()];
        int[] byWidth = IntStream.range(0, lines.size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> -lines.get(i).width()))
                .mapToInt(Integer::intValue)
                .toArray();
        int from = 0;
        while (from < byWidth.length) {
            int width = lines.get(byWidth[from]).width();
            int to = from + 1;
            while (to < byWidth.length && to - from < BATCH_MAX && fits(lines.get(byWidth[to]), width)) {
                to++;
            }
            int[] batch = Arrays.copyOfRange(byWidth, from, to);
            List<GreedyDecoding> read =
                    run(Arrays.stream(batch).mapToObj(lines::get).toList(), width);
            for (int i = 0; i < batch.length; i++) {
                texts[batch[i]] = read.get(i);
            }
            from = to;
        }
        return List.of(texts);
    }

    private static boolean fits(LineImage line, int width) {
        return line.width() * WASTE_MAX >= width;
    }

    private List<GreedyDecoding> run(List<LineImage> batch, int width) {
        float[] values = new float[batch.size() * 3 * LineImage.HEIGHT * width];
        for (int i = 0; i < batch.size(); i++) {
            write(batch.get(i), values, i * 3 * LineImage.HEIGHT * width, width);
        }
        try (OnnxTensor in = OnnxModel.tensor(values, batch.size(), 3, LineImage.HEIGHT, width);
                OrtSession.Result out = model.run(Map.of(INPUT, in), Set.of(output))) {
            FloatBuffer result = ((OnnxTensor) out.get(0)).getFloatBuffer();
            float[] probabilities = new float[result.remaining()];
            result.get(probabilities);
            int steps = probabilities.length / batch.size() / characters.classes();
            return IntStream.range(0, batch.size())
                    .mapToObj(
                            i -> GreedyDecoding.of(probabilities, i * steps * characters.classes(), steps, characters))
                    .toList();
        } catch (OrtException e) {
            throw new InferenceException(Code.MODEL_FAILED, "the line recogniser failed: " + e.getMessage(), e);
        }
    }

    private static void write(LineImage line, float[] to, int offset, int width) {
        byte[] rgb = line.rgb();
        for (int channel = 0; channel < 3; channel++) {
            for (int y = 0; y < LineImage.HEIGHT; y++) {
                int from = y * line.width() * 3 + 2 - channel;
                int first = offset + (channel * LineImage.HEIGHT + y) * width;
                for (int x = 0; x < line.width(); x++) {
                    to[first + x] = (rgb[from + 3 * x] & 0xff) / 127.5f - 1;
                }
            }
        }
    }

    /** How many classes the model has; its description does not say, so it is run once. */
    private int classes() {
        int side = LineImage.HEIGHT;
        try (OnnxTensor in = OnnxModel.tensor(new float[3 * side * side], 1, 3, side, side);
                OrtSession.Result out = model.run(Map.of(INPUT, in), Set.of(output))) {
            long[] shape = ((OnnxTensor) out.get(0)).getInfo().getShape();
            return Math.toIntExact(shape[shape.length - 1]);
        } catch (OrtException e) {
            throw new InferenceException(Code.MODEL_REJECTED, "the line recogniser failed: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
