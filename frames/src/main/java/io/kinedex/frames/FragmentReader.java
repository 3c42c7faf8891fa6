package io.kinedex.frames;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads fragments from a Matroska stream. For one thread. */
public final class FragmentReader implements AutoCloseable {
    private final InputStream in;

    /** Reads with unnumbered fragments counted from {@link FragmentNumber#ONE}. */
    public FragmentReader(InputStream in, FragmentLimits limits) {
        this(in, limits, FragmentNumber.ONE);
    }

    /** Reads with unnumbered fragments counted from {@code firstNumber}. */
    public FragmentReader(InputStream in, FragmentLimits limits, FragmentNumber firstNumber) {
        this.in = in;
    }

    /** The next fragment, as soon as its last byte is in; empty at the clean end of the stream. */
    public Optional<Fragment> next() {
        throw new FramesException(FramesException.Code.UNSUPPORTED, "not readable yet");
    }

    /** Closes the stream. */
    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new FramesException(FramesException.Code.READ_FAILED, "closing the stream failed", e);
        }
    }
}
