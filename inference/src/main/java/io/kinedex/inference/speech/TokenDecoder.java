package io.kinedex.inference.speech;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.onnx.OnnxModel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A decoder that writes token by token: one graph for its first step and the later ones, exported by Hugging Face Optimum as a
 * "merged" decoder. What the layers remember goes from one step to the next as native tensors. All threads.
 */
final class TokenDecoder implements AutoCloseable {
    private static final String PAST = "past_key_values.";
    private static final String PRESENT = "present.";
    private static final String LOGITS = "logits";

    private final OnnxModel model;
    private final int heads;
    private final int headSize;
    private final List<String> memories;

    /**
     * @param heads    of each layer's attention
     * @param headSize values of a head
     */
    TokenDecoder(OnnxModel model, int heads, int headSize) {
        this.model = model;
        this.heads = heads;
        this.headSize = headSize;
        this.memories = model.inputs().stream()
                .filter(name -> name.startsWith(PAST))
                .map(name -> name.substring(PAST.length()))
                .toList();
    }

    /** Begins a text. The caller keeps {@code encoded} until the run is closed. */
    Run start(OnnxTensor encoded, Set<String> alsoWanted) {
        return new Run(encoded, alsoWanted);
    }

    @Override
    public void close() {
        model.close();
    }

    /** One text. For one thread. */
    final class Run implements AutoCloseable {
        private final OnnxTensor encoded;
        private final Set<String> alsoWanted;
        private OrtSession.@Nullable Result first;
        private OrtSession.@Nullable Result last;

        private Run(OnnxTensor encoded, Set<String> alsoWanted) {
            this.encoded = encoded;
            this.alsoWanted = alsoWanted;
        }

        /** Takes the next token; gives the logits of the one after it. */
        float[] next(int token) {
            boolean begins = first == null;
            try (OnnxTensor ids = OnnxModel.tensor(new long[] {token}, 1, 1);
                    OnnxTensor cached = OnnxTensor.createTensor(OnnxModel.environment(), new boolean[] {!begins});
                    OnnxTensor nothing = OnnxModel.tensor(new float[0], 1, heads, 0, headSize)) {
                Map<String, OnnxTensor> inputs = new HashMap<>();
                inputs.put("input_ids", ids);
                inputs.put("encoder_hidden_states", encoded);
                inputs.put("use_cache_branch", cached);
                memories.forEach(memory -> inputs.put(PAST + memory, begins ? nothing : remembered(memory)));
                OrtSession.Result result = model.run(inputs, wanted(begins));
                keep(result);
                return output(LOGITS);
            } catch (OrtException e) {
                throw new InferenceException(Code.MODEL_FAILED, "a decoder failed: " + e.getMessage(), e);
            }
        }

        /** Another output of the last step, in row-major order. */
        float[] output(String name) {
            return tensor(last, name).getFloatBuffer().array();
        }

        private Set<String> wanted(boolean begins) {
            Set<String> wanted = new HashSet<>(alsoWanted);
            wanted.add(LOGITS);
            // What the layers make of the encoder's output stays as the first step gave it.
            memories.stream()
                    .filter(memory -> begins || memory.contains("decoder"))
                    .forEach(memory -> wanted.add(PRESENT + memory));
            return wanted;
        }

        private OnnxTensor remembered(String memory) {
            return tensor(memory.contains("decoder") ? last : first, PRESENT + memory);
        }

        private void keep(OrtSession.Result result) {
            OrtSession.Result before = last;
            last = result;
            if (first == null) {
                first = result;
            } else if (before != null && before != first) {
                before.close();
            }
        }

        @Override
        public void close() {
            if (last != null && last != first) {
                last.close();
            }
            if (first != null) {
                first.close();
            }
            last = null;
            first = null;
        }

        private static OnnxTensor tensor(OrtSession.@Nullable Result result, String name) {
            if (result == null) {
                throw new IllegalStateException("no step was taken");
            }
            return (OnnxTensor) result.get(name)
                    .orElseThrow(() -> new InferenceException(Code.MODEL_REJECTED, "a decoder without output " + name));
        }
    }
}
