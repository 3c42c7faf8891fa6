package io.kinedex.ingest.kinesis.wire;

import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer as a stream that waits for the client. What has been written and not yet left for the socket is
 * bounded; a client that takes nothing for the patience ends the answer. One thread writes.
 */
final class ResponseBody extends OutputStream {
    private static final int CHUNK = 64 << 10;
    private static final int CHUNK_MAX = 256 << 10;
    private static final int IN_FLIGHT_MAX = 1 << 20;

    private final HttpServerResponse response;
    private final Duration patience;
    private final Runnable ending;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Guarded by the lock. */
    private int inFlight;

    private @Nullable IOException failure;

    private byte[] chunk = new byte[4 << 10];
    private int filled;
    private boolean closed;

    /**
     * @param ending told when the client has taken the last byte
     */
    ResponseBody(HttpServerResponse response, Duration patience, Runnable ending) {
        this.response = response;
        this.patience = patience;
        this.ending = ending;
    }

    /** Ends every write with this, now and later. Any thread. */
    void fail(IOException why) {
        lock.lock();
        try {
            if (failure == null) {
                failure = why;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (closed) {
            throw new IOException("the answer has ended");
        }
        if (length >= CHUNK) {
            flush();
            for (int from = offset; from < offset + length; from += CHUNK_MAX) {
                int count = Math.min(CHUNK_MAX, offset + length - from);
                send(bytes, from, count);
            }
            return;
        }
        if (filled + length > CHUNK) {
            flush();
        }
        room(length);
        System.arraycopy(bytes, offset, chunk, filled, length);
        filled += length;
    }

    private void room(int length) {
        if (filled + length > chunk.length) {
            byte[] larger = new byte[Math.min(CHUNK, Math.max(chunk.length * 4, filled + length))];
            System.arraycopy(chunk, 0, larger, 0, filled);
            chunk = larger;
        }
    }

    /** Hands over what is there; waits only where the client is behind. */
    @Override
    public void flush() throws IOException {
        if (filled > 0) {
            int count = filled;
            filled = 0;
            send(chunk, 0, count);
        } else {
            lock.lock();
            try {
                refuse();
            } finally {
                lock.unlock();
            }
        }
    }

    private void send(byte[] bytes, int offset, int count) throws IOException {
        reserve(count);
        Buffer copy = Buffer.buffer(count).appendBytes(bytes, offset, count);
        response.write(copy).onComplete(written -> written(written, count));
    }

    private void reserve(int count) throws IOException {
        await(Math.max(IN_FLIGHT_MAX - count, 0));
        lock.lock();
        try {
            inFlight += count;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no more than this is on its way; the patience begins anew with every bit that the client takes. */
    private void await(int most) throws IOException {
        lock.lock();
        try {
            long left = patience.toNanos();
            int before = inFlight;
            while (failure == null && inFlight > most) {
                if (left <= 0) {
                    failure = new SocketTimeoutException(
                            "the client took nothing of its answer for %s".formatted(patience));
                    break;
                }
                left = changed.awaitNanos(left);
                if (inFlight < before) {
                    before = inFlight;
                    left = patience.toNanos();
                }
            }
            refuse();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the client takes its answer");
        } finally {
            lock.unlock();
        }
    }

    private void refuse() throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    private void written(AsyncResult<Void> written, int count) {
        lock.lock();
        try {
            inFlight -= count;
            if (written.failed() && failure == null) {
                failure = new IOException("the client has gone", written.cause());
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the client was cut off, or has gone. */
    boolean failed() {
        lock.lock();
        try {
            return failure != null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the answer when the client has taken all of it: the connection serves the next request no earlier, so that a
     * client that asks and does not read is bounded too.
     */
    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            if (filled > 0) {
                send(chunk, 0, filled);
                filled = 0;
            }
            await(0);
            ending.run();
        }
    }
}
