package io.kinedex.inference;

import ai.djl.translate.TranslateException;
import io.kinedex.frames.Frame;
import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.inference.catalogue.ModelEntry;
import io.kinedex.inference.catalogue.SoundEntry;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.inference.runtime.RuntimeModels;
import io.kinedex.inference.sound.SoundModel;
import io.kinedex.inference.translate.Picture;
import io.kinedex.metadata.record.Detection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs models on pictures: a fixed set of threads, one bounded queue for all streams. Any thread may call it, from a
 * platform thread where {@link #detect} may have to wait for long.
 */
public final class InferenceService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InferenceService.class);
    private static final Duration END_MAX = Duration.ofSeconds(20);

    private final InferenceOptions options;
    private final RequestQueue queue;
    private final ModelShelf models;
    private final List<Thread> threads = new ArrayList<>();
    private final OwnedResources owned = new OwnedResources();
    private final LongAdder frames = new LongAdder();
    private final LongAdder batches = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder busyNanos = new LongAdder();

    /** Starts the threads; no model is loaded yet. */
    public InferenceService(InferenceOptions options, ModelCatalogue catalogue, PinnedStore store) {
        this.options = options;
        this.models = new ModelShelf(options, catalogue, store);
        this.queue = new RequestQueue(options.queueMax(), Math.max(1, options.threads() - 1));
        for (int lane = 0; lane < options.threads(); lane++) {
            int own = lane;
            threads.add(
                    Thread.ofPlatform().name("inference-" + (lane + 1)).daemon().start(() -> work(own)));
        }
    }

    /**
     * Loads a model and warms it up; gives the same again where it is loaded already.
     *
     * @throws InferenceException UNKNOWN_MODEL, FILE_MISSING, FILE_WRONG, MODEL_REJECTED or CLOSED, with what to do
     */
    public LoadedModel load(String modelName) {
        return models.load(modelName);
    }

    /**
     * Loads a model that need not be in the catalogue, warms it up and looks whether it is what its description says. It
     * stands beside others of its name, under a key of its own, until it is retired.
     *
     * @throws InferenceException FILE_MISSING, FILE_WRONG, MODEL_REJECTED or CLOSED, with what to do
     */
    public LoadedModel add(ModelEntry entry) {
        return models.add(entry);
    }

    /**
     * Gives up a model that was added. Its memory is freed when whoever holds it has let go and the pictures that wait for
     * it have been looked at.
     */
    public void retire(LoadedModel model) {
        models.retire(model);
    }

    /**
     * Loads a model of sound, as {@link #add(ModelEntry)} does. It is run by {@link #run jobs} of those who hold it.
     *
     * @throws InferenceException FILE_MISSING, FILE_WRONG, MODEL_REJECTED or CLOSED, with what to do
     */
    public SoundModel add(SoundEntry entry) {
        return models.add(entry);
    }

    /** Gives up a model of sound; it is freed when the last one who holds it has let go. */
    public void retire(SoundModel model) {
        models.retire(model);
    }

    /**
     * Keeps a model from being freed.
     *
     * @return lets go; a second call does nothing
     * @throws InferenceException UNKNOWN_MODEL where it has been freed
     */
    public Runnable hold(LoadedModel model) {
        return models.held(model.key()).release();
    }

    /**
     * Looks for what the model finds in a frame. The frame stays its owner's, who may close it once the future is done.
     *
     * @see #detect(String, Picture)
     */
    public CompletableFuture<List<Detection>> detect(String modelName, Frame frame) throws InterruptedException {
        return detect(modelName, new Picture(frame.pixels(), frame.width(), frame.height()));
    }

    /**
     * Looks for what the model finds. Blocks while the queue is full. The pixels must stay as they are until the future
     * is done, and are not touched afterwards. What depends on the future without an executor runs on an inference
     * thread. It fails with MODEL_FAILED where the model cannot be run on the picture, with CLOSED where the service was
     * closed first; it can be cancelled only while it waits.
     *
     * @return detections, the most confident first, their boxes in fractions of the picture
     * @throws InferenceException UNKNOWN_MODEL where the model was not loaded, CLOSED
     */
    public CompletableFuture<List<Detection>> detect(String modelName, Picture picture) throws InterruptedException {
        HeldModel held = models.held(modelName);
        DetectionRequest request = new DetectionRequest(modelName, picture);
        try {
            queue.put(request);
        } catch (InterruptedException | RuntimeException e) {
            held.letGo();
            throw e;
        }
        var unused = request.whenComplete((found, failure) -> held.letGo());
        return request;
    }

    /**
     * Runs the work on the caller's thread. What it asks of any service is answered only while nothing else waits there, and
     * takes one thread fewer than there are, where there are several: whoever is in a hurry finds one soon.
     */
    public static void inBackground(Runnable work) {
        ScopedValue.where(Request.BACKGROUND, true).run(work);
    }

    /**
     * Runs a job on an inference thread, in its turn among the frames of all streams. Blocks while the queue is full. It
     * can be cancelled only while it waits. The future fails with what the job throws, where that is an
     * {@link InferenceException}, else with MODEL_FAILED; with CLOSED where the service was closed first.
     *
     * @param what of the job, for messages, such as {@code whisper-base}
     * @throws InferenceException CLOSED
     */
    public <T> CompletableFuture<T> run(String what, Callable<T> job) throws InterruptedException {
        JobRequest<T> request = new JobRequest<>(what, job);
        queue.put(request);
        return request;
    }

    /**
     * Takes over native memory that jobs use: it is closed after the last job, when the service is closed.
     *
     * @throws InferenceException CLOSED; the resource is closed then
     */
    public <T extends AutoCloseable> T owns(T resource) {
        return owned.add(resource);
    }

    /** How many threads one run of a model may use. */
    public int threadsPerModel() {
        return options.threadsPerModel();
    }

    /** In the order in which they were loaded. */
    public List<LoadedModel> loadedModels() {
        return models.loaded();
    }

    /** What was done so far. */
    public InferenceStats stats() {
        return new InferenceStats(
                queue.depth(),
                options.queueMax(),
                frames.sum(),
                batches.sum(),
                failures.sum(),
                busyNanos.sum(),
                options.threads());
    }

    private void work(int lane) {
        try {
            while (true) {
                List<Request<?>> batch =
                        queue.take(this::batchMax, options.batchWait().toNanos());
                if (batch.isEmpty()) {
                    return;
                }
                List<DetectionRequest> detections = new ArrayList<>();
                for (Request<?> request : batch) {
                    if (request.claim()) {
                        switch (request) {
                            case JobRequest<?> job -> run(job);
                            case DetectionRequest detection -> detections.add(detection);
                        }
                    }
                }
                if (!detections.isEmpty()) {
                    run(lane, detections);
                }
                queue.done(batch);
            }
        } catch (InterruptedException e) {
            LOG.debug("{} was interrupted", Thread.currentThread().getName());
        }
    }

    private void run(JobRequest<?> job) {
        long began = System.nanoTime();
        if (!job.run()) {
            failures.increment();
            LOG.warn("{}", String.valueOf(job.exceptionNow().getMessage()));
        }
        busyNanos.add(System.nanoTime() - began);
    }

    private int batchMax(String model) {
        return models.find(model)
                .map(held -> held.slot().batchMax(options.batchMax()))
                .orElse(1);
    }

    private void run(int lane, List<DetectionRequest> batch) {
        long began = System.nanoTime();
        try {
            String model = batch.getFirst().model();
            HeldModel held = models.find(model)
                    .orElseThrow(() ->
                            new InferenceException(Code.UNKNOWN_MODEL, "model %s is not loaded".formatted(model)));
            List<List<Detection>> found = held.slot()
                    .run(lane, batch.stream().map(DetectionRequest::picture).toList());
            count(batch.size(), began);
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).complete(found.get(i));
            }
        } catch (TranslateException | RuntimeException | LinkageError | OutOfMemoryError e) {
            failed(lane, batch, e);
        }
    }

    /** One bad picture shall not spoil the others of its batch, so they run again one by one. */
    private void failed(int lane, List<DetectionRequest> batch, Throwable failure) {
        if (batch.size() > 1) {
            batch.forEach(each -> run(lane, List.of(each)));
            return;
        }
        frames.increment();
        failures.increment();
        DetectionRequest request = batch.getFirst();
        LOG.warn("model {} failed on a picture: {}", request.model(), RuntimeModels.reason(failure));
        request.completeExceptionally(
                failure instanceof InferenceException known
                        ? known
                        : new InferenceException(
                                Code.MODEL_FAILED,
                                "model %s failed on a picture of %d x %d: %s"
                                        .formatted(
                                                request.model(),
                                                request.picture().width(),
                                                request.picture().height(),
                                                RuntimeModels.reason(failure)),
                                failure));
    }

    private void count(int pictures, long began) {
        frames.add(pictures);
        batches.increment();
        busyNanos.add(System.nanoTime() - began);
    }

    /**
     * Ends: what runs is finished, what waits fails with CLOSED. Returns within 20 seconds; a model that is still running
     * then keeps its memory.
     */
    @Override
    public void close() {
        if (!owned.end()) {
            return;
        }
        models.close();
        for (Request<?> left : queue.close()) {
            left.completeExceptionally(new InferenceException(Code.CLOSED, "the inference service was closed"));
        }
        if (ended()) {
            models.free();
            owned.free();
        } else {
            LOG.error("a model still runs after {} s; its memory is not freed", END_MAX.toSeconds());
        }
    }

    private boolean ended() {
        long deadline = System.nanoTime() + END_MAX.toNanos();
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive() && deadline - System.nanoTime() > 0) {
                try {
                    thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return threads.stream().noneMatch(Thread::isAlive);
    }
}
