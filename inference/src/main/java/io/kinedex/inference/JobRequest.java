package io.kinedex.inference;

import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.runtime.RuntimeModels;
import java.util.concurrent.Callable;

/**
 * Work that is more than one run of a detector: an utterance to transcribe, a face to embed. All threads.
 *
 * @param <T> the answer
 */
final class JobRequest<T> extends Request<T> {
    private final String what;
    private final Callable<T> job;

    JobRequest(String what, Callable<T> job) {
        super("job " + what);
        this.what = what;
        this.job = job;
    }

    /** Completes the future, whatever happens; tells whether the job succeeded. */
    boolean run() {
        try {
            complete(job.call());
            return true;
        } catch (InferenceException e) {
            completeExceptionally(e);
        } catch (Exception | LinkageError | OutOfMemoryError e) {
            completeExceptionally(new InferenceException(
                    Code.MODEL_FAILED, "%s failed: %s".formatted(what, RuntimeModels.reason(e)), e));
        }
        return false;
    }
}
