package io.kinedex.inference.speech;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.kinedex.frames.Sound;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.catalogue.ModelBundle;
import io.kinedex.inference.onnx.OnnxModel;
import io.kinedex.inference.pinned.PinnedStore;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * Silero VAD, version 6: how likely each 32 ms of sound are speech. All threads; what it
 * remembers of a stream is that stream's.
 *
 * <p>Input: the 64 samples before and 512 new ones, 16 kHz, -1..1; a state of [2, 1, 128]. Output: a probability, the state after.
 */
public final class VoiceActivity implements AutoCloseable {
    /** Samples that are judged at once. */
    static final int WINDOW = 512;

    static final int STATE = 2 * 128;
    static final int CONTEXT = 64;

    private static final Set<String> OUTPUTS = Set.of("output", "stateN");

    private final OnnxModel model;

    private VoiceActivity(OnnxModel model) {
        this.model = model;
    }

    /**
     * Loads a bundle's part {@code voice-activity}.
     *
     * @throws InferenceException FILE_MISSING, FILE_WRONG or MODEL_REJECTED
     */
    public static VoiceActivity open(ModelBundle bundle, PinnedStore store) {
        return new VoiceActivity(OnnxModel.open(
                bundle.name() + " voice activity", bundle.path("voice-activity", store), 1, OnnxModel.Workspace.KEPT));
    }

    @Override
    public void close() {
        model.close();
    }

    /** Listens to one stream. For one thread. */
    final class Ear {
        private float[] state;
        private final float[] input = new float[CONTEXT + WINDOW];

        /** Has heard nothing. */
        Ear() {
            state = new float[STATE];
        }

        /** @param context the last samples it heard */
        Ear(float[] state, float[] context) {
            this.state = state.clone();
            System.arraycopy(context, 0, input, WINDOW, CONTEXT);
        }

        float[] state() {
            return state.clone();
        }

        /** Forgets everything. */
        void forget() {
            state = new float[STATE];
            Arrays.fill(input, 0);
        }

        /** The probability, 0..1, that the 512 samples from an index on are speech. */
        double hear(float[] samples, int from) {
            System.arraycopy(input, WINDOW, input, 0, CONTEXT);
            System.arraycopy(samples, from, input, CONTEXT, WINDOW);
            try (OnnxTensor sound = OnnxModel.tensor(input, 1, input.length);
                    OnnxTensor before = OnnxModel.tensor(state, 2, 1, 128);
                    OnnxTensor rate = OnnxModel.tensor(new long[] {Sound.RATE});
                    OrtSession.Result result =
                            model.run(Map.of("input", sound, "state", before, "sr", rate), OUTPUTS)) {
                state = floats(result, "stateN");
                return Math.clamp(floats(result, "output")[0], 0, 1);
            } catch (OrtException e) {
                throw new InferenceException(Code.MODEL_FAILED, "voice activity failed: " + e.getMessage(), e);
            }
        }

        private static float[] floats(OrtSession.Result result, String name) {
            return ((OnnxTensor) result.get(name)
                            .orElseThrow(() -> new InferenceException(
                                    Code.MODEL_REJECTED, "voice activity without output " + name)))
                    .getFloatBuffer()
                    .array();
        }
    }
}
