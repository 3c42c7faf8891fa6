package io.kinedex.inference.runtime;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.catalogue.CatalogueModel;
import io.kinedex.inference.onnx.DjlOffline;
import io.kinedex.inference.tflite.TfliteEngineProvider;
import io.kinedex.inference.torch.TorchScript;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Loads described models by the runtime that they name. Stateless. */
public final class RuntimeModels {
    static {
        DjlOffline.ensure();
    }

    private RuntimeModels() {}

    /**
     * Loads the weights.
     *
     * @param threads that one run may use
     * @throws InferenceException MODEL_REJECTED
     */
    public static Model open(CatalogueModel described, Path weights, int threads) {
        try {
            return switch (described.runtime()) {
                case TFLITE -> {
                    Model model = Model.newInstance(described.name(), Device.cpu(), TfliteEngineProvider.ENGINE);
                    model.load(weights, null, Map.of("threads", String.valueOf(threads)));
                    yield model;
                }
                case TORCHSCRIPT -> TorchScript.open(described.name(), weights, threads);
                case ONNX -> {
                    Model model = Model.newInstance(described.name(), Device.cpu(), "OnnxRuntime");
                    try (SessionOptions options = new SessionOptions()) {
                        options.setIntraOpNumThreads(threads);
                        options.setInterOpNumThreads(1);
                        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
                        model.load(weights, null, Map.of("sessionOptions", options));
                    }
                    yield model;
                }
            };
        } catch (IOException | MalformedModelException | OrtException | RuntimeException e) {
            throw e instanceof InferenceException known
                    ? known
                    : new InferenceException(
                            Code.MODEL_REJECTED,
                            "model %s: %s cannot be loaded: %s".formatted(described.name(), weights, reason(e)),
                            e);
        }
    }

    /** What went wrong at the bottom of it. */
    public static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
