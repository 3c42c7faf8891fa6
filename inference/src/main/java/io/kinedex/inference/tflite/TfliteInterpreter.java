package io.kinedex.inference.tflite;

import ai.djl.MalformedModelException;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.kinedex.frames.NativeMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorflowlite.BuiltinOpResolver;
import org.bytedeco.tensorflowlite.FlatBufferModel;
import org.bytedeco.tensorflowlite.Interpreter;
import org.bytedeco.tensorflowlite.InterpreterBuilder;
import org.bytedeco.tensorflowlite.TfLiteTensor;
import org.bytedeco.tensorflowlite.global.tensorflowlite;

/** The native interpreter of one model file. One thread at a time; close it once no thread runs it. */
public final class TfliteInterpreter implements AutoCloseable {
    /** What one run takes or gives. */
    public record Tensor(String name, Shape shape, DataType type, ByteBuffer data) {}

    /** The name, shape and type of a tensor. */
    public record TensorInfo(String name, Shape shape, DataType type) {}

    static {
        NativeMemory.liftLimit();
    }

    private final FlatBufferModel model;
    private final BuiltinOpResolver resolver;
    private final Interpreter interpreter;
    private boolean closed;

    private TfliteInterpreter(FlatBufferModel model, BuiltinOpResolver resolver, Interpreter interpreter) {
        this.model = model;
        this.resolver = resolver;
        this.interpreter = interpreter;
    }

    /** Reads the file and allocates its tensors. */
    static TfliteInterpreter open(Path file, int threads) throws MalformedModelException {
        return open(file, threads, List.of());
    }

    /**
     * Reads the file and allocates its tensors.
     *
     * @param more names of tensors inside the graph to give after the graph's own outputs
     * @throws MalformedModelException also where there is no tensor of such a name
     */
    public static TfliteInterpreter open(Path file, int threads, List<String> more) throws MalformedModelException {
        FlatBufferModel model = FlatBufferModel.VerifyAndBuildFromFile(file.toString());
        if (model == null || model.isNull()) {
            throw new MalformedModelException(file + " is no TensorFlow Lite model");
        }
        BuiltinOpResolver resolver = new BuiltinOpResolver();
        Interpreter interpreter = new Interpreter((Pointer) null);
        TfliteInterpreter opened = new TfliteInterpreter(model, resolver, interpreter);
        try (InterpreterBuilder builder = new InterpreterBuilder(model, resolver)) {
            boolean built = builder.SetNumThreads(threads) == tensorflowlite.kTfLiteOk
                    && builder.apply(interpreter) == tensorflowlite.kTfLiteOk
                    && !interpreter.isNull()
                    && opened.give(more)
                    && interpreter.AllocateTensors() == tensorflowlite.kTfLiteOk;
            if (!built) {
                opened.close();
                throw new MalformedModelException(
                        file + " has operators or shapes that TensorFlow Lite cannot run, or lacks one of the tensors "
                                + more);
            }
        }
        return opened;
    }

    /**
     * Makes tensors inside the graph outputs too, so that their memory is not used again before they are read. The graph's own
     * stay: XNNPACK ends the process where operators lead to nothing.
     */
    private boolean give(List<String> more) {
        if (more.isEmpty()) {
            return true;
        }
        int own = (int) interpreter.outputs().limit();
        int[] indices = new int[own + more.size()];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = i < own ? interpreter.outputs().get(i) : index(more.get(i - own));
            if (indices[i] < 0) {
                return false;
            }
        }
        return interpreter.SetOutputs(indices) == tensorflowlite.kTfLiteOk;
    }

    private int index(String name) {
        for (int i = 0; i < interpreter.tensors_size(); i++) {
            BytePointer its = tensorflowlite.TfLiteTensorName(interpreter.tensor(i));
            if (its != null && !its.isNull() && its.getString().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    List<TensorInfo> inputs() {
        List<TensorInfo> infos = new ArrayList<>();
        for (int i = 0; i < interpreter.inputs().limit(); i++) {
            infos.add(info(interpreter.input_tensor(i)));
        }
        return infos;
    }

    /**
     * Runs the model.
     *
     * @param inputs direct buffers, one for each input, each as many bytes as the input has
     */
    public List<Tensor> run(List<ByteBuffer> inputs) {
        if (closed) {
            throw new EngineException("the interpreter is closed");
        }
        for (int i = 0; i < inputs.size(); i++) {
            copyIn(inputs.get(i), interpreter.input_tensor(i));
        }
        if (interpreter.Invoke() != tensorflowlite.kTfLiteOk) {
            throw new EngineException("TensorFlow Lite failed to run the model");
        }
        List<Tensor> outputs = new ArrayList<>();
        for (int i = 0; i < interpreter.outputs().limit(); i++) {
            outputs.add(copyOut(interpreter.output_tensor(i)));
        }
        return outputs;
    }

    private static void copyIn(ByteBuffer data, TfLiteTensor tensor) {
        TensorInfo info = info(tensor);
        if (data.remaining() != tensor.bytes()) {
            throw new EngineException("input %s takes %d bytes (%s of %s), not %d"
                    .formatted(info.name(), tensor.bytes(), info.shape(), info.type(), data.remaining()));
        }
        try (BytePointer from = new BytePointer(data)) {
            tensorflowlite.TfLiteTensorCopyFromBuffer(tensor, from, tensor.bytes());
        }
    }

    private static Tensor copyOut(TfLiteTensor tensor) {
        TensorInfo info = info(tensor);
        ByteBuffer data =
                ByteBuffer.allocateDirect(Math.toIntExact(tensor.bytes())).order(ByteOrder.nativeOrder());
        try (BytePointer to = new BytePointer(data)) {
            tensorflowlite.TfLiteTensorCopyToBuffer(tensor, to, tensor.bytes());
        }
        return new Tensor(info.name(), info.shape(), info.type(), data);
    }

    private static TensorInfo info(TfLiteTensor tensor) {
        long[] dimensions = new long[tensorflowlite.TfLiteTensorNumDims(tensor)];
        for (int i = 0; i < dimensions.length; i++) {
            dimensions[i] = tensorflowlite.TfLiteTensorDim(tensor, i);
        }
        String name = tensorflowlite.TfLiteTensorName(tensor).getString();
        return new TensorInfo(name, new Shape(dimensions), type(name, tensorflowlite.TfLiteTensorType(tensor)));
    }

    private static DataType type(String name, int type) {
        return switch (type) {
            case tensorflowlite.kTfLiteFloat32 -> DataType.FLOAT32;
            case tensorflowlite.kTfLiteFloat16 -> DataType.FLOAT16;
            case tensorflowlite.kTfLiteFloat64 -> DataType.FLOAT64;
            case tensorflowlite.kTfLiteUInt8 -> DataType.UINT8;
            case tensorflowlite.kTfLiteInt8 -> DataType.INT8;
            case tensorflowlite.kTfLiteInt32 -> DataType.INT32;
            case tensorflowlite.kTfLiteInt64 -> DataType.INT64;
            case tensorflowlite.kTfLiteBool -> DataType.BOOLEAN;
            default -> throw new EngineException("tensor %s has the unknown type %d".formatted(name, type));
        };
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            interpreter.close();
            resolver.close();
            model.close();
        }
    }
}
