package io.kinedex.ingest.pipeline;

import io.kinedex.frames.Fragment;
import io.kinedex.inference.InferenceException;
import io.kinedex.ingest.archive.ArchivedFragment;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Listens along a stream's sound and tells of what ended. Where a model fails, what was open is given up and the next fragment
 * begins afresh.
 *
 * @param <T> what the sound's listener tells
 */
abstract class SoundListening<T> implements Listening {
    private final StreamSound<T> sound;

    SoundListening(StreamSound<T> sound) {
        this.sound = sound;
    }

    /** What is to be told of things that ended in a fragment. */
    abstract CompletableFuture<List<Heard>> told(ArchivedFragment row, List<T> ended) throws InterruptedException;

    private interface Turn<T> {
        List<T> ended() throws InterruptedException;
    }

    @Override
    public CompletableFuture<List<Heard>> hear(ArchivedFragment row, Fragment fragment) throws InterruptedException {
        return turn(row, () -> sound.hear(row, fragment).ended());
    }

    @Override
    public CompletableFuture<List<Heard>> miss(ArchivedFragment row) throws InterruptedException {
        return turn(row, sound::end);
    }

    private CompletableFuture<List<Heard>> turn(ArchivedFragment row, Turn<T> turn) throws InterruptedException {
        sound.beginsAfreshAt(row);
        try {
            return told(row, turn.ended());
        } catch (InferenceException e) {
            sound.begin();
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public String state() {
        return sound.state();
    }

    @Override
    public void close() {
        sound.close();
    }
}
