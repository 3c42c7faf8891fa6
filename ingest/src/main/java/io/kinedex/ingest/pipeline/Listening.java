package io.kinedex.ingest.pipeline;

import io.kinedex.frames.Fragment;
import io.kinedex.ingest.archive.ArchivedFragment;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** How one engine listens to the sound of one stream, fragment by fragment in their order. The stream's decoding thread's. */
interface Listening extends AutoCloseable {
    /**
     * Takes in a fragment's sound. Blocks while the inference threads are behind.
     *
     * @param row      where the fragment stands; at the end of its session everything ends
     * @param fragment its bytes, with or without sound
     * @return what ended in this fragment, in order of time; it may have begun in an earlier one
     */
    CompletableFuture<List<Heard>> hear(ArchivedFragment row, Fragment fragment) throws InterruptedException;

    /** A fragment that could not be read or was passed over: what is open ends before it. */
    CompletableFuture<List<Heard>> miss(ArchivedFragment row) throws InterruptedException;

    /** What the next fragment depends on, small enough for a checkpoint; empty where on nothing. */
    String state();

    @Override
    void close();
}
