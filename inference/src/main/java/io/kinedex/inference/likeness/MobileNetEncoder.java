package io.kinedex.inference.likeness;

import ai.djl.MalformedModelException;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.UnitVector;
import io.kinedex.inference.catalogue.InputSpec;
import io.kinedex.inference.catalogue.ModelBundle;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.inference.tflite.TfliteInterpreter;
import io.kinedex.inference.translate.InputWriter;
import io.kinedex.inference.translate.Picture;
import io.kinedex.metadata.record.Box;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * MobileNet v1 as Google trained it on ImageNet, read before its classifier: what it sees of a thing, in
 * {@value #DIMENSIONS} numbers, none negative. Threads take turns.
 *
 * <p>Input: float32 [1, 224, 224, 3], RGB, (x - 127.5) / 127.5; the crop is letterboxed, its shape counts. Output: the tensor
 * {@code MobilenetV1/Logits/AvgPool_1a/AvgPool}, float32 [1, 1, 1, {@value #DIMENSIONS}].
 *
 * @see <a href="https://arxiv.org/abs/1704.04861">MobileNets, Howard et al. 2017</a>
 */
public final class MobileNetEncoder implements PictureEncoder {
    /** Numbers of a vector. */
    public static final int DIMENSIONS = 1024;

    private static final String FEATURES = "MobilenetV1/Logits/AvgPool_1a/AvgPool";
    private static final InputSpec INPUT = new InputSpec(
            224,
            224,
            InputSpec.Layout.NHWC,
            InputSpec.ElementType.FLOAT32,
            InputSpec.Channels.RGB,
            List.of(127.5, 127.5, 127.5),
            List.of(127.5, 127.5, 127.5),
            InputSpec.Fit.CENTRE,
            127,
            InputSpec.Batch.SINGLE);

    private final String name;
    private final TfliteInterpreter interpreter;
    private final InputWriter writer = new InputWriter(INPUT);
    private final ByteBuffer input =
            ByteBuffer.allocateDirect(224 * 224 * 3 * Float.BYTES).order(ByteOrder.nativeOrder());

    private MobileNetEncoder(String name, TfliteInterpreter interpreter) {
        this.name = name;
        this.interpreter = interpreter;
    }

    /**
     * @param bundle with the part {@code features}
     * @throws InferenceException FILE_MISSING, FILE_WRONG or MODEL_REJECTED
     */
    public static MobileNetEncoder open(ModelBundle bundle, PinnedStore store) {
        Path weights = bundle.path("features", store);
        try {
            return new MobileNetEncoder(bundle.name(), TfliteInterpreter.open(weights, 1, List.of(FEATURES)));
        } catch (MalformedModelException e) {
            throw new InferenceException(Code.MODEL_REJECTED, "%s: %s".formatted(bundle.name(), e.getMessage()), e);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public synchronized float[] encode(Picture picture, Box box) {
        FloatBuffer pixels = (FloatBuffer) writer.single(Crop.of(picture, box));
        input.clear().asFloatBuffer().put(pixels);
        try {
            ByteBuffer features = interpreter.run(List.of(input)).getLast().data();
            float[] vector = new float[DIMENSIONS];
            features.asFloatBuffer().get(vector);
            return UnitVector.of(vector);
        } catch (RuntimeException e) {
            throw new InferenceException(Code.MODEL_FAILED, "%s failed: %s".formatted(name, e.getMessage()), e);
        }
    }

    @Override
    public synchronized void close() {
        interpreter.close();
        writer.close();
    }
}
