package io.kinedex.inference.tflite;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrayAdapter;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** A direct buffer with a shape. It carries data and computes nothing. */
final class TfliteNdArray extends NDArrayAdapter {
    private static final String COMPUTES_NOTHING = "arrays of the TFLite engine carry data and compute nothing";

    private final ByteBuffer data;

    TfliteNdArray(NDManager manager, ByteBuffer data, Shape shape, DataType type) {
        super(manager, null, shape, type, NDManager.nextUid());
        this.data = data;
        manager.attachInternal(uid, this);
    }

    /** A view, never a copy. */
    @Override
    public ByteBuffer toByteBuffer(boolean tryDirect) {
        return data.duplicate().order(ByteOrder.nativeOrder());
    }

    @Override
    public void intern(NDArray replaced) {
        throw new UnsupportedOperationException(COMPUTES_NOTHING);
    }

    @Override
    public void detach() {
        manager.detachInternal(getUid());
    }

    @Override
    public NDArray log10() {
        throw new UnsupportedOperationException(COMPUTES_NOTHING);
    }

    @Override
    public NDArray log2() {
        throw new UnsupportedOperationException(COMPUTES_NOTHING);
    }

    @Override
    public NDArray atan2(NDArray other) {
        throw new UnsupportedOperationException(COMPUTES_NOTHING);
    }

    @Override
    public NDArray rotate90(int times, int[] axes) {
        throw new UnsupportedOperationException(COMPUTES_NOTHING);
    }

    @Override
    public NDArray fft2(long[] sizes, long[] axes) {
        throw new UnsupportedOperationException(COMPUTES_NOTHING);
    }

    @Override
    public NDArray ifft2(long[] sizes, long[] axes) {
        throw new UnsupportedOperationException(COMPUTES_NOTHING);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
