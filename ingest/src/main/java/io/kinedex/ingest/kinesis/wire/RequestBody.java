package io.kinedex.ingest.kinesis.wire;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request as a stream that waits for bytes. The event loop fills a bounded buffer and stops reading the
 * socket when it is full; one other thread reads.
 */
public final class RequestBody extends InputStream {
    private static final long WAITING_MAX = 1 << 20;
    private static final long LITTLE = 64 << 10;
    private static final long RESUME_BELOW = WAITING_MAX / 2;

    private final Context eventLoop;
    private final HttpServerRequest request;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Guarded by the lock, as are those below. */
    private final Deque<Buffer> parts = new ArrayDeque<>();

    private long waiting;
    private boolean paused = true;
    private boolean ended;
    private @Nullable IOException failure;

    /** The part that is being read, and how far; the reader's own. */
    private Buffer current = Buffer.buffer();

    private int position;
    private boolean asked;

    /** Takes the request, which stays paused until the first read. Called on its event loop. */
    RequestBody(Context eventLoop, HttpServerRequest request, Duration patience) {
        this.eventLoop = eventLoop;
        this.request = request;
        this.patience = patience;
        request.pause();
        request.handler(this::take);
        request.endHandler(_ -> end());
        ended = request.isEnded();
    }

    private void take(Buffer part) {
        lock.lock();
        try {
            if (failure != null) {
                return;
            }
            parts.add(part);
            waiting += part.length();
            if (waiting >= WAITING_MAX) {
                paused = true;
                request.pause();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends every read with this, now and later; what has arrived is dropped. Any thread. */
    void fail(IOException why) {
        lock.lock();
        try {
            if (failure == null && !(ended && parts.isEmpty())) {
                failure = why;
                parts.clear();
                waiting = 0;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the last byte has arrived, read or not. */
    boolean arrived() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /** Whether more is left than is worth reading to keep the connection. */
    boolean muchIsToCome() {
        boolean little = request.getHeader("Content-Length") != null
                && announced() < LITTLE
                && request.getHeader("Expect") == null;
        return !arrived() && !little;
    }

    /**
     * Reads all of it.
     *
     * @param bytesMax more is refused
     * @param within   the whole must have come in this time
     * @param share    of the memory for documents, which grows with it
     * @throws TooLarge where there is more
     * @throws IOException where the client has gone or is too slow
     */
    public byte[] readWhole(long bytesMax, Duration within, DocumentMemory.Share share) throws IOException {
        long announced = announced();
        if (announced > bytesMax) {
            throw new TooLarge(bytesMax);
        }
        long deadline = System.nanoTime() + within.toNanos();
        Buffer whole = Buffer.buffer();
        while (fill(Math.max(deadline - System.nanoTime(), 0))) {
            if (whole.length() + (long) current.length() > bytesMax) {
                throw new TooLarge(bytesMax);
            }
            share.grow(whole.length() + (long) current.length());
            whole.appendBuffer(current);
            position = current.length();
        }
        return whole.getBytes();
    }

    private long announced() {
        String length = request.getHeader("Content-Length");
        try {
            return length == null ? 0 : Long.parseLong(length.strip());
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    /** More came than is allowed. */
    public static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;

        TooLarge(long bytesMax) {
            super("the request has more than %d bytes".formatted(bytesMax));
        }
    }

    @Override
    public int read() throws IOException {
        return fill(patience.toNanos()) ? current.getByte(position++) & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        if (!fill(patience.toNanos())) {
            return -1;
        }
        int count = Math.min(length, current.length() - position);
        current.getBytes(position, position + count, bytes, offset);
        position += count;
        return count;
    }

    @Override
    public int available() {
        lock.lock();
        try {
            return (int) Math.min(Integer.MAX_VALUE, waiting + current.length() - position);
        } finally {
            lock.unlock();
        }
    }

    /** Makes the current part one with bytes left; false at the end. */
    private boolean fill(long nanos) throws IOException {
        if (position < current.length()) {
            return true;
        }
        ask();
        lock.lock();
        try {
            long left = nanos;
            while (parts.isEmpty() && !ended && failure == null) {
                if (left <= 0) {
                    throw new SocketTimeoutException(
                            "the client sent nothing of its request for %s".formatted(Duration.ofNanos(nanos)));
                }
                left = changed.awaitNanos(left);
            }
            return next();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the client sends");
        } finally {
            lock.unlock();
        }
    }

    private boolean next() throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
        Buffer part = parts.poll();
        if (part == null) {
            return false;
        }
        current = part;
        position = 0;
        waiting -= part.length();
        if (paused && waiting < RESUME_BELOW && !ended) {
            resume();
        }
        return part.length() > 0 || next();
    }

    /** At the first read: lets the client begin, who may wait to be told (Expect: 100-continue). */
    private void ask() {
        if (asked) {
            return;
        }
        asked = true;
        boolean told = "100-continue".equalsIgnoreCase(request.getHeader("Expect"));
        lock.lock();
        try {
            if (!ended) {
                resume();
            }
            if (told && !ended && waiting == 0) {
                eventLoop.runOnContext(_ -> request.response().writeContinue());
            }
        } finally {
            lock.unlock();
        }
    }

    private void resume() {
        paused = false;
        eventLoop.runOnContext(_ -> {
            lock.lock();
            try {
                if (!paused) {
                    request.resume();
                }
            } finally {
                lock.unlock();
            }
        });
    }
}
