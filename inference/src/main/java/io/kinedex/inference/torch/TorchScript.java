package io.kinedex.inference.torch;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Opens TorchScript archives: ZIP files of code and weights, as {@code torch.jit.save} writes them. PyTorch's natives are
 * unpacked and loaded with the first of them. Stateless.
 *
 * <p>The threads of one run are the same for all models in a process: PyTorch takes them from the first.
 */
public final class TorchScript {
    private static final String ENGINE = "PyTorch";

    private TorchScript() {}

    /**
     * Loads the weights. What the model does with a picture is not known before it runs.
     *
     * @throws InferenceException MODEL_REJECTED where the file is no TorchScript archive
     * @throws MalformedModelException where PyTorch cannot read it
     */
    public static Model open(String name, Path weights, int threads) throws IOException, MalformedModelException {
        requireCode(name, weights);
        set("ai.djl.pytorch.num_threads", String.valueOf(threads));
        set("ai.djl.pytorch.num_interop_threads", "1");
        set("ai.djl.pytorch.graph_optimizer", "false"); // it would compile anew for each shape
        try {
            Model model = Model.newInstance(name, Device.cpu(), ENGINE);
            model.load(weights);
            return model;
        } catch (LinkageError e) {
            throw new InferenceException(
                    Code.MODEL_REJECTED,
                    "model %s: PyTorch cannot be loaded on this machine: %s".formatted(name, e.getMessage()),
                    e);
        }
    }

    private static void requireCode(String name, Path weights) throws IOException {
        try (ZipFile zip = new ZipFile(weights.toFile())) {
            if (zip.stream().noneMatch(entry -> entry.getName().contains("/code/"))) {
                throw noArchive(name, weights, "holds weights without code");
            }
        } catch (ZipException e) {
            throw noArchive(name, weights, "is no archive (%s)".formatted(e.getMessage()));
        }
    }

    private static InferenceException noArchive(String name, Path weights, String why) {
        return new InferenceException(
                Code.MODEL_REJECTED,
                "model %s: %s %s; write it by torch.jit.save(torch.jit.script(model), file) or torch.jit.trace"
                        .formatted(name, weights.getFileName(), why));
    }

    private static void set(String key, String value) {
        System.setProperty(key, System.getProperty(key, value));
    }
}
