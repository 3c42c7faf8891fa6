package io.kinedex.inference.sound;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.kinedex.frames.Sound;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.catalogue.ClassNames;
import io.kinedex.inference.catalogue.SoundEntry;
import io.kinedex.inference.runtime.Held;
import io.kinedex.inference.runtime.RuntimeModels;
import io.kinedex.inference.translate.ClassScores;
import io.kinedex.inference.translate.Outputs;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A user's own model of sound, loaded: how likely each of its classes is in a stretch. All threads; one stretch at a time.
 *
 * <p>Input: a stretch of {@link SoundEntry.Input#window} samples, mono, 16 kHz, -1..1 times the scale that its description has.
 * Output: one score for each class.
 */
public final class SoundModel implements AutoCloseable {
    private final SoundEntry entry;
    private final List<String> names;
    private final String digest;
    private final Model model;
    private final Predictor<float[], double[]> predictor;
    private final Held held = new Held(this::close);
    private boolean closed;

    private SoundModel(SoundEntry entry, List<String> names, String digest, Model model) {
        this.entry = entry;
        this.names = names;
        this.digest = digest;
        this.model = model;
        this.predictor = model.newPredictor(new Windows(entry, names.size()), Device.cpu());
    }

    /**
     * Loads the weights and tries them on silence, a tone and noise.
     *
     * @param digest  SHA-256 of the weights
     * @param threads that one run may use
     * @throws InferenceException MODEL_REJECTED where the model is not what its description says
     */
    public static SoundModel open(SoundEntry entry, Path weights, String digest, int threads) {
        List<String> names = ClassNames.of(entry.labels(), weights);
        SoundModel opened = new SoundModel(entry, names, digest, RuntimeModels.open(entry, weights, threads));
        try {
            opened.tryOut();
            return opened;
        } catch (InferenceException e) {
            opened.close();
            throw new InferenceException(
                    Code.MODEL_REJECTED,
                    "model %s does not run as it is described: %s".formatted(entry.name(), e.getMessage()),
                    e);
        }
    }

    private void tryOut() {
        Random random = new Random(1);
        float[] quiet = new float[entry.input().window()];
        float[] tone = quiet.clone();
        float[] noise = quiet.clone();
        for (int i = 0; i < quiet.length; i++) {
            tone[i] = (float) Math.sin(2 * Math.PI * 1000 * i / Sound.RATE);
            noise[i] = random.nextFloat() * 2 - 1;
        }
        List.of(quiet, tone, noise).forEach(this::scores);
    }

    public SoundEntry entry() {
        return entry;
    }

    /** Of its classes, by index; lower case, empty for those that are never reported. */
    public List<String> names() {
        return names;
    }

    /** SHA-256 of the weights, 64 hexadecimal digits. */
    public String digest() {
        return digest;
    }

    /**
     * Keeps it from being freed.
     *
     * @return lets go; a second call does nothing
     * @throws InferenceException UNKNOWN_MODEL where it has been freed
     */
    public Runnable hold() {
        if (!held.hold()) {
            throw new InferenceException(Code.UNKNOWN_MODEL, "model %s is not loaded".formatted(entry.name()));
        }
        return held.release();
    }

    /** Gives it up: it is freed when the last one who holds it has let go. */
    public void retire() {
        held.retire();
    }

    /**
     * How likely each class is in a stretch, 0..1.
     *
     * @param window of as many samples as the model takes
     * @throws InferenceException MODEL_FAILED where it cannot be run, gives what is no number or not one for each class; CLOSED
     */
    public synchronized double[] scores(float[] window) {
        if (closed) {
            throw new InferenceException(Code.CLOSED, "model %s is closed".formatted(entry.name()));
        }
        try {
            return predictor.predict(window);
        } catch (TranslateException | RuntimeException e) {
            throw new InferenceException(
                    Code.MODEL_FAILED,
                    "model %s failed on a stretch of sound: %s".formatted(entry.name(), RuntimeModels.reason(e)),
                    e);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            predictor.close();
            model.close();
        }
    }

    /** One stretch in, one score for each class out. */
    private record Windows(SoundEntry entry, int classes) implements Translator<float[], double[]> {
        @Override
        public @Nullable Batchifier getBatchifier() {
            return null;
        }

        @Override
        public NDList processInput(TranslatorContext context, float[] window) {
            float[] scaled = new float[window.length];
            for (int i = 0; i < window.length; i++) {
                scaled[i] = (float) (window[i] * entry.input().scale());
            }
            Shape shape = new Shape(
                    entry.input().shape().stream().mapToLong(Integer::longValue).toArray());
            return new NDList(context.getNDManager().create(scaled, shape));
        }

        @Override
        public double[] processOutput(TranslatorContext context, NDList tensors) {
            float[] raw = new Outputs(tensors, 1).values(entry.output().scores());
            if (raw.length != classes) {
                throw new InferenceException(
                        Code.MODEL_FAILED,
                        "output %s has %d scores, there are %d labels"
                                .formatted(entry.output().scores(), raw.length, classes));
            }
            for (int i = 0; i < raw.length; i++) {
                if (!Float.isFinite(raw[i])) {
                    throw new InferenceException(
                            Code.MODEL_FAILED,
                            "output %s has %s as its number %d; is scale right?"
                                    .formatted(entry.output().scores(), raw[i], i));
                }
            }
            return ClassScores.probabilities(entry.output().activation(), raw);
        }
    }
}
