package io.kinedex.inference.tflite;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractSymbolBlock;
import ai.djl.nn.ParameterList;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A model's graph as DJL runs it: arrays in, arrays out, both by position and by name. All threads; they take turns. */
final class TfliteBlock extends AbstractSymbolBlock implements AutoCloseable {
    private final TfliteInterpreter interpreter;

    TfliteBlock(TfliteInterpreter interpreter) {
        this.interpreter = interpreter;
    }

    @Override
    protected synchronized NDList forwardInternal(
            ParameterStore parameters, NDList inputs, boolean training, @Nullable PairList<String, Object> options) {
        List<ByteBuffer> data = new ArrayList<>();
        for (NDArray input : inputs) {
            data.add(input.toByteBuffer(true));
        }
        NDManager manager = inputs.head().getManager();
        NDList outputs = new NDList();
        for (TfliteInterpreter.Tensor tensor : interpreter.run(data)) {
            NDArray output = manager.create(tensor.data(), tensor.shape(), tensor.type());
            output.setName(tensor.name());
            outputs.add(output);
        }
        return outputs;
    }

    @Override
    public synchronized PairList<String, Shape> describeInput() {
        PairList<String, Shape> described = new PairList<>();
        interpreter.inputs().forEach(input -> described.add(input.name(), input.shape()));
        return described;
    }

    @Override
    public ParameterList getDirectParameters() {
        return new ParameterList();
    }

    @Override
    public synchronized void close() {
        interpreter.close();
    }
}
