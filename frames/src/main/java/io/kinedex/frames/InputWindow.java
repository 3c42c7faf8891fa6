package io.kinedex.frames;

import java.nio.ByteBuffer;

/**
 * The stretch of a stream that a reader holds: bytes kept for the fragment in the making, then the read position, then
 * bytes that are at hand. All parsing goes through it, whether the bytes come or lie in memory. Indexes into {@link
 * #data()} hold until the next {@link #await}. For one thread.
 */
sealed interface InputWindow extends AutoCloseable permits StreamWindow, MemoryWindow {
    /** What the indexes speak of; its own position and limit say nothing. */
    ByteBuffer data();

    /** Index of the read position. */
    int pos();

    /** How many bytes are kept. */
    int kept();

    /**
     * What to take from the index of a byte at or after the read position to have its place in the fragment. Negative
     * where bytes were put in or left out.
     */
    default int origin() {
        return pos() - kept();
    }

    /** The stream's offset at the read position. */
    long position();

    /** Has {@code count} bytes at hand after the read position; false if the stream ends before. */
    boolean await(int count);

    /** Keeps the next {@code count} bytes, which {@link #await} has brought. */
    void keep(int count);

    /** Passes the next {@code count} bytes and does not keep them; false if the stream ends before. */
    boolean skip(long count);

    /** Forgets what was kept. */
    void dropKept();

    /** Puts bytes before the read position as if they had been kept. Nothing else may be kept. */
    void prepend(byte[] prefix);

    /** Changes kept bytes, from the {@code offset}th on; the stream itself stays as it is. */
    void overwrite(int offset, byte[] bytes);

    /** Gives away what was kept, as bytes that do not change any more. */
    ByteBuffer detach();

    @Override
    void close();
}
