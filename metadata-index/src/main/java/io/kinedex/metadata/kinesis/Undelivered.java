package io.kinedex.metadata.kinesis;

import io.kinedex.metadata.MetadataException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.services.kinesis.model.AccessDeniedException;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/** What the service answers, as the module's errors. Stateless: any thread. */
final class Undelivered {
    private Undelivered() {}

    static MetadataException because(String what) {
        return new MetadataException(MetadataException.Code.UNDELIVERED, what);
    }

    static MetadataException because(KinesisTarget target, Throwable failure) {
        return new MetadataException(
                MetadataException.Code.UNDELIVERED,
                "data stream %s: %s".formatted(target.stream(), cause(failure).getMessage()),
                cause(failure));
    }

    /** Whether the same request would fail in the same way. */
    static boolean isLasting(Throwable failure) {
        Throwable cause = cause(failure);
        return cause instanceof ResourceNotFoundException
                || cause instanceof AccessDeniedException
                || cause instanceof InvalidArgumentException
                || cause instanceof KinesisException refused && refused.statusCode() == 403;
    }

    /** The answer; waits so long at most. */
    static <T> T await(CompletableFuture<T> answer, long secondsMax, KinesisTarget target) throws InterruptedException {
        try {
            return answer.get(secondsMax, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw because(target, e);
        } catch (TimeoutException _) {
            answer.cancel(true);
            throw because("data stream %s does not answer within %d s".formatted(target.stream(), secondsMax));
        }
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause != null && (failure instanceof CompletionException || failure instanceof ExecutionException)
                ? cause
                : failure;
    }
}
