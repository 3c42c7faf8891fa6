package io.kinedex.inference.tflite;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Makes arrays that are plain buffers; the garbage collector frees them. All threads. */
class TfliteNdManager extends BaseNDManager {
    private static final class Root {
        static final TfliteNdManager MANAGER = new SystemManager();
    }

    private TfliteNdManager(@Nullable NDManager parent, Device device) {
        super(parent, device);
    }

    static NDManager system() {
        return Root.MANAGER;
    }

    @Override
    public ByteBuffer allocateDirect(int capacity) {
        return ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
    }

    @Override
    public NDArray from(NDArray array) {
        return array instanceof TfliteNdArray
                ? array
                : create(array.toByteBuffer(true), array.getShape(), array.getDataType());
    }

    /** Keeps a direct byte buffer as it is and copies any other. */
    @Override
    public NDArray create(Buffer data, Shape shape, DataType type) {
        int elements = Math.toIntExact(shape.size());
        if (data instanceof ByteBuffer bytes && bytes.isDirect()) {
            return new TfliteNdArray(this, bytes.slice().order(ByteOrder.nativeOrder()), shape, type);
        }
        validateBuffer(data, type, elements);
        ByteBuffer copy = allocateDirect(elements * type.getNumOfBytes());
        copyBuffer(data, copy);
        return new TfliteNdArray(this, copy.rewind(), shape, type);
    }

    @Override
    public NDManager newSubManager(Device device) {
        TfliteNdManager manager = new TfliteNdManager(this, device);
        attachUncappedInternal(manager.uid, manager);
        return manager;
    }

    @Override
    public Engine getEngine() {
        return Engine.getEngine(TfliteEngineProvider.ENGINE);
    }

    /** The one that all others descend from; never closed. */
    private static final class SystemManager extends TfliteNdManager implements SystemNDManager {
        SystemManager() {
            super(null, Device.cpu());
        }

        @Override
        public void close() {
            // Lives as long as the process.
        }
    }
}
