package io.kinedex.inference.translate;

import io.kinedex.frames.NativeMemory;
import io.kinedex.inference.catalogue.InputSpec;
import io.kinedex.inference.catalogue.InputSpec.Channels;
import io.kinedex.inference.catalogue.InputSpec.ElementType;
import io.kinedex.inference.catalogue.InputSpec.Layout;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** Fits pictures into a model's input and normalises them. Keeps its buffers; one thread. */
public final class InputWriter implements AutoCloseable {
    static {
        NativeMemory.liftLimit();
        // The inference threads are the parallelism; OpenCV's own pool would fight them.
        opencv_core.setNumThreads(1);
    }

    private final InputSpec input;
    private final Mat canvas;
    private final byte[] bytes;
    private final float[] floats;
    private final float[][] normalised = new float[3][256];
    private ByteBuffer tensor = ByteBuffer.allocateDirect(0);

    public InputWriter(InputSpec input) {
        this.input = input;
        this.canvas = new Mat(input.height(), input.width(), opencv_core.CV_8UC3);
        this.bytes = new byte[3 * input.width() * input.height()];
        this.floats = new float[input.type() == ElementType.FLOAT32 ? bytes.length : 0];
        for (int channel = 0; channel < 3; channel++) {
            for (int value = 0; value < 256; value++) {
                normalised[channel][value] = (float)
                        ((value - input.mean().get(channel)) / input.scale().get(channel));
            }
        }
    }

    /** One picture alone, as {@link #finish} gives it. */
    public Buffer single(Picture picture) {
        begin(1);
        add(picture);
        return finish();
    }

    /** Makes room for a batch. */
    void begin(int pictures) {
        int size = pictures * bytes.length * (input.type() == ElementType.FLOAT32 ? Float.BYTES : 1);
        if (tensor.capacity() < size) {
            tensor = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
        }
        tensor.clear().limit(size);
    }

    /** Writes the next picture of the batch. */
    Fitting add(Picture picture) {
        Fitting fitting = Fitting.of(picture.width(), picture.height(), input);
        draw(picture, fitting);
        canvas.data().get(bytes);
        if (input.type() == ElementType.UINT8) {
            arrangeBytes();
            tensor.put(bytes);
        } else {
            arrangeFloats();
            tensor.asFloatBuffer().put(floats);
            tensor.position(tensor.position() + floats.length * Float.BYTES);
        }
        return fitting;
    }

    /** The batch, as the kind of buffer that its element type asks for. Valid until the next batch begins. */
    Buffer finish() {
        tensor.flip();
        return input.type() == ElementType.UINT8 ? tensor : tensor.asFloatBuffer();
    }

    private void draw(Picture picture, Fitting fitting) {
        try (BytePointer pixels = new BytePointer(picture.rgb().duplicate().rewind());
                Mat from = new Mat(picture.height(), picture.width(), opencv_core.CV_8UC3, pixels);
                Rect place = new Rect(fitting.left(), fitting.top(), fitting.width(), fitting.height());
                Scalar pad = Scalar.all(input.pad());
                Size size = new Size(fitting.width(), fitting.height())) {
            if (fitting.width() < input.width() || fitting.height() < input.height()) {
                canvas.put(pad);
            }
            try (Mat to = new Mat(canvas, place)) {
                // From half the size on, pixels between those that are mixed would be left out.
                boolean small = fitting.width() * 2 < picture.width();
                opencv_imgproc.resize(
                        from, to, size, 0, 0, small ? opencv_imgproc.INTER_AREA : opencv_imgproc.INTER_LINEAR);
            }
        }
    }

    private int source(int channel) {
        return input.channels() == Channels.RGB ? channel : 2 - channel;
    }

    private void arrangeBytes() {
        if (input.channels() == Channels.RGB && input.layout() == Layout.NHWC) {
            return;
        }
        byte[] pixels = bytes.clone();
        for (int channel = 0; channel < 3; channel++) {
            int to = first(channel);
            for (int from = source(channel); from < pixels.length; from += 3, to += step()) {
                bytes[to] = pixels[from];
            }
        }
    }

    private void arrangeFloats() {
        for (int channel = 0; channel < 3; channel++) {
            float[] values = normalised[channel];
            int to = first(channel);
            for (int from = source(channel); from < bytes.length; from += 3, to += step()) {
                floats[to] = values[bytes[from] & 0xff];
            }
        }
    }

    private int first(int channel) {
        return input.layout() == Layout.NHWC ? channel : channel * (bytes.length / 3);
    }

    private int step() {
        return input.layout() == Layout.NHWC ? 3 : 1;
    }

    @Override
    public void close() {
        canvas.close();
    }
}
