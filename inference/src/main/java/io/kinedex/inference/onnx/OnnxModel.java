package io.kinedex.inference.onnx;

import ai.djl.engine.Engine;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * A graph that ONNX Runtime has loaded. Threads may run it side by side; whoever closes it makes sure that none does.
 * Tensors are native memory: each belongs to whoever made it or got it.
 */
public final class OnnxModel implements AutoCloseable {
    private final String name;
    private final OrtSession session;

    private OnnxModel(String name, OrtSession session) {
        this.name = name;
        this.session = session;
    }

    /** What becomes of the memory that a run needed. */
    public enum Workspace {
        /**
         * The next run has it: for models that run often on inputs of one shape. Taking it from the system each time costs
         * more than the run itself on some virtual machines, whose page faults are slow.
         */
        KEPT,
        /** The system has it back: for inputs of many shapes, since what is kept is the most that any of them needed. */
        GIVEN_BACK
    }

    /**
     * @param name    for messages
     * @param threads that one run may use, at least 1
     * @throws InferenceException MODEL_REJECTED
     */
    public static OnnxModel open(String name, Path weights, int threads, Workspace workspace) {
        return open(
                name, weights, threads, workspace, options -> environment().createSession(weights.toString(), options));
    }

    /**
     * As {@link #open}, of weights that are kept as 8-bit integers: multiplied as float32, so that what they are multiplied by is
     * not rounded to 256 steps.
     */
    public static OnnxModel openInFloats(String name, Path weights, int threads, Workspace workspace) {
        return open(name, weights, threads, workspace, options -> {
            try (Arena arena = Arena.ofConfined()) {
                return environment().createSession(FloatGraph.of(Files.readAllBytes(weights), arena), options);
            }
        });
    }

    private interface Opening {
        OrtSession with(SessionOptions options) throws OrtException, IOException;
    }

    private static OnnxModel open(String name, Path weights, int threads, Workspace workspace, Opening opening) {
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setCPUArenaAllocator(workspace == Workspace.KEPT);
            options.setMemoryPatternOptimization(false);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            return new OnnxModel(name, opening.with(options));
        } catch (OrtException | IOException | IllegalArgumentException e) {
            throw new InferenceException(
                    Code.MODEL_REJECTED,
                    "model %s: %s cannot be loaded: %s".formatted(name, weights, e.getMessage()),
                    e);
        }
    }

    /** What this runtime shares over all its models. DJL insists on being the first to set it up. */
    public static OrtEnvironment environment() {
        DjlOffline.ensure();
        Engine.getEngine("OnnxRuntime");
        return OrtEnvironment.getEnvironment();
    }

    /** @param shape of the tensor; the values lie in its row-major order */
    public static OnnxTensor tensor(float[] values, long... shape) throws OrtException {
        return OnnxTensor.createTensor(environment(), FloatBuffer.wrap(values), shape);
    }

    /** @param shape of the tensor; the values lie in its row-major order */
    public static OnnxTensor tensor(long[] values, long... shape) throws OrtException {
        return OnnxTensor.createTensor(environment(), LongBuffer.wrap(values), shape);
    }

    public Set<String> inputs() {
        return session.getInputNames();
    }

    public Set<String> outputs() {
        return session.getOutputNames();
    }

    /**
     * Runs the graph. The caller closes the inputs and the result, which holds the outputs asked for and no others.
     *
     * @throws InferenceException MODEL_FAILED
     */
    public OrtSession.Result run(Map<String, OnnxTensor> inputs, Set<String> outputs) {
        try {
            return session.run(inputs, outputs);
        } catch (OrtException e) {
            throw new InferenceException(Code.MODEL_FAILED, "model %s failed: %s".formatted(name, e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new InferenceException(
                    Code.MODEL_FAILED, "model %s cannot be closed: %s".formatted(name, e.getMessage()), e);
        }
    }
}
