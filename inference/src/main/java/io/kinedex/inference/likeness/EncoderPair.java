package io.kinedex.inference.likeness;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.UnitVector;
import io.kinedex.inference.catalogue.InputSpec;
import io.kinedex.inference.onnx.DjlOffline;
import io.kinedex.inference.onnx.OnnxModel;
import io.kinedex.inference.translate.InputWriter;
import io.kinedex.inference.translate.Picture;
import io.kinedex.metadata.record.Box;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A user's own pair of ONNX models that put pictures and words into one space, as CLIP does: what a sentence describes is
 * found among pictures. All threads; pictures take turns.
 *
 * <p>Input of the picture model: float32 [1, 3, H, W] or [1, H, W, 3], as its description says. Input of the text model: int64
 * [1, length] token ids, cut or padded to the length, and where it wants one a mask of the same shape. Output of both: float32
 * [1, N]; it is made 1 long.
 *
 * @see <a href="https://arxiv.org/abs/2103.00020">Learning Transferable Visual Models From Natural Language Supervision,
 *     Radford et al. 2021</a>
 */
public final class EncoderPair implements PictureEncoder {
    static {
        DjlOffline.ensure();
    }

    private final PairDescription description;
    private final OnnxModel pictures;
    private final OnnxModel texts;
    private final HuggingFaceTokenizer tokenizer;
    private final InputWriter writer;

    private EncoderPair(
            PairDescription description, OnnxModel pictures, OnnxModel texts, HuggingFaceTokenizer tokenizer) {
        this.description = description;
        this.pictures = pictures;
        this.texts = texts;
        this.tokenizer = tokenizer;
        this.writer = new InputWriter(description.picture().input());
    }

    /**
     * Opens what a file describes and runs both models once.
     *
     * @param file YAML, see docs/models.md; paths in it start at its folder
     * @throws InferenceException BAD_CATALOGUE where the file is no description; MODEL_REJECTED where a model cannot be
     *     loaded, is not as described, or the two vectors have different lengths
     */
    public static EncoderPair open(Path file) {
        PairDescription description = PairDescription.read(file);
        Path here = file.toAbsolutePath();
        OnnxModel pictures = OnnxModel.open(
                description.name(), here.resolveSibling(description.picture().weights()), 1, OnnxModel.Workspace.KEPT);
        @Nullable OnnxModel texts = null;
        @Nullable HuggingFaceTokenizer tokenizer = null;
        try {
            texts = OnnxModel.open(
                    description.name(), here.resolveSibling(description.text().weights()), 1, OnnxModel.Workspace.KEPT);
            tokenizer = tokenizer(here.resolveSibling(description.text().tokenizer()));
            EncoderPair pair = new EncoderPair(description, pictures, texts, tokenizer);
            pair.tryOut();
            return pair;
        } catch (IOException | RuntimeException e) {
            if (tokenizer != null) {
                tokenizer.close();
            }
            if (texts != null) {
                texts.close();
            }
            pictures.close();
            throw e instanceof InferenceException known
                    ? known
                    : new InferenceException(
                            Code.MODEL_REJECTED, "pair %s: %s".formatted(description.name(), e.getMessage()), e);
        }
    }

    private static HuggingFaceTokenizer tokenizer(Path file) throws IOException {
        return HuggingFaceTokenizer.builder()
                .optTokenizerPath(file)
                .optTruncation(false)
                .optPadding(false)
                .build();
    }

    private void tryOut() {
        InputSpec input = description.picture().input();
        requireTensor("picture", pictures.inputs(), description.picture().tensor());
        requireTensor("picture", pictures.outputs(), description.picture().output());
        requireTensor("text", texts.inputs(), description.text().ids());
        requireTensor("text", texts.outputs(), description.text().output());
        ByteBuffer grey = ByteBuffer.allocateDirect(3 * input.width() * input.height());
        int seen = encode(new Picture(grey, input.width(), input.height()), new Box(0, 0, 1, 1)).length;
        int said = query("a picture").length;
        if (seen != said) {
            throw new InferenceException(
                    Code.MODEL_REJECTED,
                    "pair %s: pictures have vectors of %d numbers, texts of %d"
                            .formatted(description.name(), seen, said));
        }
    }

    private void requireTensor(String which, Set<String> there, String wanted) {
        if (!there.contains(wanted)) {
            throw new InferenceException(
                    Code.MODEL_REJECTED,
                    "pair %s: the %s model has no tensor '%s', it has %s"
                            .formatted(description.name(), which, wanted, there));
        }
    }

    @Override
    public String name() {
        return description.name();
    }

    @Override
    public synchronized float[] encode(Picture picture, Box box) {
        PairDescription.PictureModel model = description.picture();
        InputSpec input = model.input();
        FloatBuffer pixels = (FloatBuffer) writer.single(Crop.of(picture, box));
        long[] shape = input.layout() == InputSpec.Layout.NCHW
                ? new long[] {1, 3, input.height(), input.width()}
                : new long[] {1, input.height(), input.width(), 3};
        try (OnnxTensor tensor = OnnxTensor.createTensor(OnnxModel.environment(), pixels, shape)) {
            return vector(pictures, Map.of(model.tensor(), tensor), model.output());
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    /** The vector of what a sentence describes. */
    public float[] query(String sentence) {
        PairDescription.TextModel model = description.text();
        Encoding encoding = tokenizer.encode(sentence);
        long[] ids = new long[model.length()];
        long[] mask = new long[model.length()];
        Arrays.fill(ids, model.pad());
        int count = Math.min(encoding.getIds().length, model.length());
        System.arraycopy(encoding.getIds(), 0, ids, 0, count);
        if (count < encoding.getIds().length) {
            ids[count - 1] = encoding.getIds()[encoding.getIds().length - 1]; // the token that ends a text stays
        }
        Arrays.fill(mask, 0, count, 1);
        try (OnnxTensor tokens = OnnxModel.tensor(ids, 1, model.length());
                OnnxTensor masked = OnnxModel.tensor(mask, 1, model.length())) {
            Map<String, OnnxTensor> inputs = new HashMap<>(Map.of(model.ids(), tokens));
            if (!model.mask().isEmpty()) {
                inputs.put(model.mask(), masked);
            }
            return vector(texts, inputs, model.output());
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    private static float[] vector(OnnxModel model, Map<String, OnnxTensor> inputs, String output) {
        try (OrtSession.Result result = model.run(inputs, Set.of(output))) {
            FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] vector = new float[values.remaining()];
            values.get(vector);
            return UnitVector.of(vector);
        }
    }

    private InferenceException failed(OrtException e) {
        return new InferenceException(
                Code.MODEL_FAILED, "pair %s failed: %s".formatted(description.name(), e.getMessage()), e);
    }

    @Override
    public synchronized void close() {
        tokenizer.close();
        texts.close();
        pictures.close();
        writer.close();
    }
}
