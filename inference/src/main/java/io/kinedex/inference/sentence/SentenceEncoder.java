package io.kinedex.inference.sentence;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.UnitVector;
import io.kinedex.inference.catalogue.ModelBundle;
import io.kinedex.inference.onnx.DjlOffline;
import io.kinedex.inference.onnx.OnnxModel;
import io.kinedex.inference.pinned.PinnedStore;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Set;

/**
 * BGE small, English, version 1.5: sentences to vectors of {@value #DIMENSIONS} numbers, of length 1. All threads.
 *
 * <p>Input: the WordPiece tokens of a text, at most {@value #TOKENS_MAX} with the two at the ends, as int64 [1, T]; longer
 * texts are cut. Output: the last hidden state, float32 [1, T, {@value #DIMENSIONS}]; the vector is that of the first token
 * (CLS), made 1 long.
 *
 * @see <a href="https://arxiv.org/abs/2309.07597">C-Pack: Packed Resources For General Chinese Embeddings, Xiao et al.
 *     2023</a>, which has the instruction for queries too
 */
public final class SentenceEncoder implements AutoCloseable {
    /** Numbers of a vector. */
    public static final int DIMENSIONS = 384;

    /** Tokens that are looked at. */
    public static final int TOKENS_MAX = 512;

    private static final String INSTRUCTION = "Represent this sentence for searching relevant passages: ";
    private static final String HIDDEN = "last_hidden_state";

    static {
        DjlOffline.ensure();
    }

    private final String name;
    private final OnnxModel model;
    private final HuggingFaceTokenizer tokenizer;

    private SentenceEncoder(String name, OnnxModel model, HuggingFaceTokenizer tokenizer) {
        this.name = name;
        this.model = model;
        this.tokenizer = tokenizer;
    }

    /**
     * @param bundle with the parts {@code encoder} and {@code tokenizer}
     * @throws InferenceException FILE_MISSING, FILE_WRONG or MODEL_REJECTED
     */
    public static SentenceEncoder open(ModelBundle bundle, PinnedStore store) {
        OnnxModel model =
                OnnxModel.open(bundle.name(), bundle.path("encoder", store), 1, OnnxModel.Workspace.GIVEN_BACK);
        try {
            HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.builder()
                    .optTokenizerPath(bundle.path("tokenizer", store))
                    .optTruncation(true)
                    .optMaxLength(TOKENS_MAX)
                    .optPadding(false)
                    .build();
            return new SentenceEncoder(bundle.name(), model, tokenizer);
        } catch (IOException | RuntimeException e) {
            model.close();
            throw new InferenceException(
                    Code.MODEL_REJECTED, "%s: its tokenizer cannot be read: %s".formatted(bundle.name(), e), e);
        }
    }

    /** The bundle's name: vectors of another one cannot be compared with these. */
    public String name() {
        return name;
    }

    /** The vector of a text that may be found. */
    public float[] passage(String text) {
        return encode(text);
    }

    /** The vector of what somebody looks for, in the words that the model was trained to search by. */
    public float[] query(String text) {
        return encode(INSTRUCTION + text);
    }

    private float[] encode(String text) {
        Encoding tokens = tokenizer.encode(text);
        long length = tokens.getIds().length;
        try (OnnxTensor ids = OnnxModel.tensor(tokens.getIds(), 1, length);
                OnnxTensor mask = OnnxModel.tensor(tokens.getAttentionMask(), 1, length);
                OnnxTensor types = OnnxModel.tensor(tokens.getTypeIds(), 1, length);
                OrtSession.Result result = model.run(
                        Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types), Set.of(HIDDEN))) {
            FloatBuffer hidden = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] vector = new float[DIMENSIONS];
            hidden.get(vector);
            return UnitVector.of(vector);
        } catch (OrtException e) {
            throw new InferenceException(Code.MODEL_FAILED, "%s failed: %s".formatted(name, e.getMessage()), e);
        }
    }

    /** Frees what is native. No thread may be encoding. */
    @Override
    public void close() {
        tokenizer.close();
        model.close();
    }
}
