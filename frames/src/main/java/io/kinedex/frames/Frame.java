package io.kinedex.frames;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.javacpp.BytePointer;

/**
 * A decoded picture in a pool's buffer: RGB, upright, square pixels, at the size for analysis. It has one owner at a time,
 * who closes it; after that its pixels are another frame's. One thread at a time; handing it over needs a happens-before
 * edge, as a queue or a future gives.
 */
public final class Frame implements AutoCloseable {
    private static final int CHANNELS = 3;

    private final FramePool pool;
    private final ByteBuffer buffer;
    private final AtomicBoolean closed = new AtomicBoolean();
    private int width;
    private int height;
    private int displayWidth;
    private int displayHeight;
    private boolean keyframe;
    private Instant time = Instant.EPOCH;

    Frame(FramePool pool, ByteBuffer buffer) {
        this.pool = pool;
        this.buffer = buffer;
    }

    /** Red, green, blue, one byte each; row by row from the top left, {@code width * 3} bytes a row. Direct. */
    public ByteBuffer pixels() {
        requireOpen();
        return buffer.slice(0, width * height * CHANNELS);
    }

    /** Width of {@link #pixels()}. */
    public int width() {
        return width;
    }

    /** Height of {@link #pixels()}. */
    public int height() {
        return height;
    }

    /** Width at which the picture is meant to be shown, in square pixels and upright: at least {@link #width()}. */
    public int displayWidth() {
        return displayWidth;
    }

    /** Height at which the picture is meant to be shown. */
    public int displayHeight() {
        return displayHeight;
    }

    /** When the picture was taken, on the producer's clock. */
    public Instant time() {
        return time;
    }

    /** Whether the picture was coded without reference to others. */
    public boolean keyframe() {
        return keyframe;
    }

    /** Gives the buffer back to its pool; a second call does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            pool.giveBack(buffer);
        }
    }

    @Override
    public String toString() {
        return "Frame[%s, %dx%d of %dx%d]".formatted(time, width, height, displayWidth, displayHeight);
    }

    /** Where the decoder writes; room for a little more than {@code width * height * 3} bytes. */
    BytePointer target() {
        requireOpen();
        return new BytePointer(buffer);
    }

    void describe(FrameGeometry geometry, Instant frameTime, boolean isKeyframe) {
        width = geometry.width();
        height = geometry.height();
        displayWidth = geometry.displayWidth();
        displayHeight = geometry.displayHeight();
        time = frameTime;
        keyframe = isKeyframe;
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("the frame was closed: its pixels are another's");
        }
    }
}
