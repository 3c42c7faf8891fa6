package io.kinedex.frames;

/** Takes frames from a decoder, on the decoder's thread. */
@FunctionalInterface
public interface FrameSink {
    /** Takes the frame over and must see that it is closed, also if this throws. May block. */
    void accept(Frame frame) throws InterruptedException;
}
