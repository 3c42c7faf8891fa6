package io.kinedex.inference;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.translate.TranslateException;
import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.catalogue.ClassNames;
import io.kinedex.inference.catalogue.InputSpec;
import io.kinedex.inference.catalogue.ModelEntry;
import io.kinedex.inference.catalogue.ModelRuntime;
import io.kinedex.inference.runtime.RuntimeModels;
import io.kinedex.inference.translate.Picture;
import io.kinedex.inference.translate.PictureTranslator;
import io.kinedex.metadata.record.Detection;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/**
 * A model as DJL loaded it, with one predictor for each inference thread. ONNX Runtime's session serves all predictors;
 * TensorFlow Lite gets one interpreter for each. Each predictor belongs to one thread.
 */
final class ModelSlot implements AutoCloseable {
    private static final int WARM_UPS = 2;

    private record Lane(PictureTranslator translator, Predictor<List<Picture>, List<List<Detection>>> predictor) {}

    private final ModelEntry entry;
    private final List<Model> models = new ArrayList<>();
    private final List<Lane> lanes = new ArrayList<>();

    private ModelSlot(ModelEntry entry) {
        this.entry = entry;
    }

    /**
     * Loads the weights and makes the predictors.
     *
     * @throws InferenceException MODEL_REJECTED
     */
    static ModelSlot load(ModelEntry entry, Path weights, int threads, int threadsPerModel) {
        ModelSlot slot = new ModelSlot(entry);
        try {
            List<String> names = ClassNames.of(entry.labels(), weights);
            for (int thread = 0; thread < threads; thread++) {
                if (slot.models.isEmpty() || entry.runtime() == ModelRuntime.TFLITE) {
                    slot.models.add(RuntimeModels.open(entry, weights, threadsPerModel));
                }
                PictureTranslator translator = new PictureTranslator(entry, names);
                slot.lanes.add(new Lane(translator, slot.models.getLast().newPredictor(translator, Device.cpu())));
            }
            return slot;
        } catch (RuntimeException e) {
            slot.close();
            throw e;
        }
    }

    /**
     * Runs every predictor, as large a batch as it will ever get.
     *
     * @return how long one picture took on the last run
     * @throws InferenceException MODEL_REJECTED where the model is not what its description says
     */
    Duration warmUp(int batchMax) {
        Picture picture = picture(_ -> 127);
        Random random = new Random(1);
        tryOut(List.of(picture, picture(_ -> 0), picture(_ -> random.nextInt(255))));
        long nanos = 0;
        for (int lane = 0; lane < lanes.size(); lane++) {
            warm(lane, Collections.nCopies(batchMax(batchMax), picture));
            for (int run = 0; run < WARM_UPS; run++) {
                long began = System.nanoTime();
                warm(lane, List.of(picture));
                nanos = System.nanoTime() - began;
            }
        }
        return Duration.ofNanos(nanos);
    }

    /** Looks whether the outputs are numbers whatever a picture shows. */
    private void tryOut(List<Picture> pictures) {
        lanes.getFirst().translator().strict(true);
        pictures.forEach(picture -> warm(0, List.of(picture)));
        lanes.getFirst().translator().strict(false);
    }

    private Picture picture(IntUnaryOperator value) {
        ByteBuffer rgb = ByteBuffer.allocateDirect(
                3 * entry.input().width() * entry.input().height());
        for (int i = 0; rgb.hasRemaining(); i++) {
            rgb.put((byte) value.applyAsInt(i));
        }
        return new Picture(rgb, entry.input().width(), entry.input().height());
    }

    private void warm(int lane, List<Picture> pictures) {
        try {
            run(lane, pictures);
        } catch (TranslateException | RuntimeException e) {
            throw new InferenceException(
                    Code.MODEL_REJECTED,
                    "model %s does not run as it is described: %s".formatted(entry.name(), RuntimeModels.reason(e)),
                    e);
        }
    }

    /** How many pictures run together, where the options allow {@code batchMax}. */
    int batchMax(int batchMax) {
        return entry.input().batch() == InputSpec.Batch.DYNAMIC ? batchMax : 1;
    }

    List<List<Detection>> run(int lane, List<Picture> pictures) throws TranslateException {
        return lanes.get(lane).predictor().predict(pictures);
    }

    /** Frees everything native. No predictor may be running. */
    @Override
    public void close() {
        lanes.forEach(lane -> {
            lane.predictor().close();
            lane.translator().close();
        });
        models.forEach(Model::close);
        lanes.clear();
        models.clear();
    }
}
