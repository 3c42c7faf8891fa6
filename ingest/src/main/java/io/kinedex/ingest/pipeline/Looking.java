package io.kinedex.ingest.pipeline;

import io.kinedex.frames.Frame;
import io.kinedex.inference.track.Finding;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** How one engine looks at the frames of one stream, in their order. The stream's decoding thread's. */
@FunctionalInterface
interface Looking {
    /** Blocks while the inference threads are behind. The frame stays open until the answer is there. */
    CompletableFuture<List<Finding>> look(Frame frame) throws InterruptedException;

    /** The next frame is the first of another fragment. */
    default void beginFragment() {}

    /** What the looks at the next fragment depend on, asked for after a fragment's last frame; empty where on nothing. */
    default String state() {
        return "";
    }

    /** Ends the looking; what was asked is still answered. */
    default void close() {}
}
