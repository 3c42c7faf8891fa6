package io.kinedex.ingest.pipeline;

import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import io.kinedex.ingest.IngestException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The answers of models that somebody waits for. Stateless. */
final class ModelAnswers {
    private static final int SECONDS_MAX = 60;

    private ModelAnswers() {}

    /**
     * Waits for a model's answer, a minute at the most.
     *
     * @param model for messages
     * @throws InferenceException as the model failed; MODEL_FAILED also where no answer comes
     */
    static <T> T await(String model, Future<T> pending) throws InterruptedException {
        try {
            return pending.get(SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof InferenceException known
                    ? known
                    : new InferenceException(Code.MODEL_FAILED, model + " failed: " + e, e);
        } catch (TimeoutException e) {
            throw new InferenceException(
                    Code.MODEL_FAILED, "%s gave no answer in %d s".formatted(model, SECONDS_MAX), e);
        }
    }

    /** As those hear of it who asked: BAD_MEDIA where their picture cannot be read, else UNAVAILABLE. */
    static IngestException refused(InferenceException e) {
        return new IngestException(
                e.code() == Code.BAD_PICTURE ? IngestException.Code.BAD_MEDIA : IngestException.Code.UNAVAILABLE,
                String.valueOf(e.getMessage()),
                e);
    }

    /** The caller's search ends with its thread. */
    static IngestException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IngestException(IngestException.Code.UNAVAILABLE, "the search was interrupted", e);
    }
}
