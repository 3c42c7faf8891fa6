package io.kinedex.ingest.evaluate;

import io.kinedex.frames.Frame;
import io.kinedex.frames.FramePool;
import io.kinedex.frames.FramesException;
import io.kinedex.frames.PictureFile;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.track.Finding;
import io.kinedex.ingest.evaluate.LabelledData.Unread;
import io.kinedex.ingest.pipeline.EngineTrial;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/**
 * Lets an engine look at picture files, several on their way at once, and gives the answers in the order of the files. A file
 * that cannot be read is noted and passed over. For one thread.
 */
final class PictureLooks<T> {
    private static final int IN_FLIGHT = 6;

    private final EngineTrial engine;
    private final int longSideMax;
    private final Function<T, Path> file;
    private final List<Unread> unread = new ArrayList<>();

    /** @param file of an item */
    PictureLooks(EngineTrial engine, int longSideMax, Function<T, Path> file) {
        this.engine = engine;
        this.longSideMax = longSideMax;
        this.file = file;
    }

    /** Takes what was found in an item's picture. */
    interface Sink<T> {
        /** @param width of the picture as it is shown, in pixels */
        void accept(T item, int width, int height, List<Finding> found);
    }

    private record Pending<T>(T item, int width, int height, CompletableFuture<List<Finding>> found) {}

    List<Unread> unread() {
        return List.copyOf(unread);
    }

    void look(List<T> items, EvaluationListener listener, Sink<T> sink) throws InterruptedException {
        ArrayDeque<Pending<T>> pending = new ArrayDeque<>();
        try (FramePool pool = new FramePool(IN_FLIGHT, FramePool.bytesPerFrame(longSideMax))) {
            for (int i = 0; i < items.size(); i++) {
                listener.done(i, items.size());
                if (pending.size() == IN_FLIGHT) {
                    finish(pending.remove(), sink);
                }
                begin(items.get(i), pool, pending);
            }
            while (!pending.isEmpty()) {
                finish(pending.remove(), sink);
            }
            listener.done(items.size(), items.size());
        }
    }

    private void begin(T item, FramePool pool, ArrayDeque<Pending<T>> pending) throws InterruptedException {
        try {
            Frame frame = PictureFile.read(file.apply(item), pool, Instant.EPOCH, longSideMax);
            CompletableFuture<List<Finding>> found = engine.look(frame);
            found.whenComplete((all, failure) -> frame.close());
            pending.add(new Pending<>(item, frame.displayWidth(), frame.displayHeight(), found));
        } catch (FramesException | InferenceException e) {
            note(item, e);
        }
    }

    private void finish(Pending<T> look, Sink<T> sink) throws InterruptedException {
        try {
            sink.accept(look.item(), look.width(), look.height(), look.found().get());
        } catch (ExecutionException e) {
            note(look.item(), e.getCause() == null ? e : e.getCause());
        }
    }

    private void note(T item, Throwable failure) {
        unread.add(new Unread(file.apply(item).toString(), String.valueOf(failure.getMessage())));
    }
}
