package io.kinedex.ingest.http;

import io.kinedex.ingest.IngestException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a request's body to a file from an offset on, in order: whatever ends it, the file holds a prefix of what was
 * sent. At most {@link #BYTES_WAITING_MAX} and what the socket had already delivered wait in memory; beyond that the
 * request is paused, and with it the sender. Lives on the request's event loop; the file is written on other threads.
 *
 * <p>It is attached before anything else happens to the request, so that no cut goes unnoticed.
 */
final class ContentReceiver {
    /** Bytes that wait for the disk before the sender is stopped. */
    static final int BYTES_WAITING_MAX = 512 * 1024;

    private static final String KEY = ContentReceiver.class.getName();

    private final HttpServerRequest request;
    private final Promise<Long> whole = Promise.promise();

    private @Nullable Target target;
    private @Nullable Throwable failure;
    private Buffer waiting = Buffer.buffer();
    private boolean writing;
    private boolean ended;
    private long received;

    private ContentReceiver(HttpServerRequest request) {
        this.request = request;
    }

    /**
     * Where the bytes go.
     *
     * @param bytesMax how many may come
     * @param counter  told of bytes that are in the file
     */
    record Target(FileChannel file, long bytesMax, BlockingCalls calls, LongConsumer counter) {
        /** Opens the file; blocks. */
        static FileChannel open(Path path, long offset) throws IOException {
            FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            try {
                return file.truncate(offset).position(offset);
            } catch (IOException | RuntimeException e) {
                file.close();
                throw e;
            }
        }

        private boolean write(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                counter.accept(file.write(bytes));
            }
            return true;
        }
    }

    /** Pauses the request until {@link #receive}. */
    static void attach(RoutingContext context) {
        ContentReceiver receiver = new ContentReceiver(context.request());
        context.request().pause();
        context.request().exceptionHandler(receiver::fail);
        context.put(KEY, receiver);
    }

    static ContentReceiver of(RoutingContext context) {
        return Objects.requireNonNull(context.get(KEY), "the request has no file as its body");
    }

    /**
     * Resumes the request and takes in all of it; called once.
     *
     * @return how many bytes came, when the last one is in the file; fails where the connection was cut, the disk
     *     refuses or more came than may. Either way nothing is written any more and the file is closed.
     */
    Future<Long> receive(Target into) {
        target = into;
        if (ended) {
            writeOn(into);
        } else {
            request.handler(part -> take(part, into));
            request.endHandler(_ -> end(into));
            request.resume();
        }
        return whole.future();
    }

    private void take(Buffer part, Target into) {
        if (ended) {
            return;
        }
        long room = into.bytesMax() - received;
        if (part.length() > room) {
            waiting.appendBuffer(part, 0, (int) room);
            received += room;
            fail(new IngestException(
                    IngestException.Code.TOO_LARGE,
                    "more bytes came than the %d that were left to send".formatted(into.bytesMax())));
            return;
        }
        waiting.appendBuffer(part);
        received += part.length();
        if (waiting.length() > BYTES_WAITING_MAX) {
            request.pause();
        }
        writeOn(into);
    }

    private void end(Target into) {
        ended = true;
        writeOn(into);
    }

    private void fail(Throwable why) {
        if (!ended) {
            ended = true;
            failure = why;
            if (target != null) {
                writeOn(target);
            }
        }
    }

    private void writeOn(Target into) {
        if (writing) {
            return;
        }
        if (waiting.length() > 0) {
            writing = true;
            ByteBuffer bytes = ByteBuffer.wrap(waiting.getBytes());
            waiting = Buffer.buffer();
            into.calls().callToItsEnd(() -> into.write(bytes)).onComplete(done -> written(into, done.cause()));
        } else if (ended) {
            writing = true;
            into.calls().callToItsEnd(() -> close(into)).onComplete(closed -> closed(closed.cause()));
        }
    }

    private void written(Target into, @Nullable Throwable refusal) {
        writing = false;
        if (refusal != null) {
            waiting = Buffer.buffer();
            fail(refusal);
        }
        if (!ended) {
            request.resume();
        }
        writeOn(into);
    }

    private static boolean close(Target into) throws IOException {
        into.file().close();
        return true;
    }

    private void closed(@Nullable Throwable refusal) {
        Throwable why = failure == null ? refusal : failure;
        if (why == null) {
            whole.complete(received);
        } else {
            whole.fail(why);
        }
    }
}
