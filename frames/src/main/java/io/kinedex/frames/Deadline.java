package io.kinedex.frames;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.Pointer;

/**
 * Ends FFmpeg's reading when it takes too long, so that no file can hang its reader. FFmpeg asks before every read; one
 * native callback serves all readers, told apart by a key. For one thread each.
 */
final class Deadline implements AutoCloseable {
    private static final ConcurrentHashMap<Long, Deadline> OPEN = new ConcurrentHashMap<>();
    private static final AtomicLong KEYS = new AtomicLong(1);
    private static final Callback CALLBACK = new Callback();

    private final long key = KEYS.getAndIncrement();
    private final long limitNanos;
    private volatile long endNanos;
    private volatile boolean passed;

    Deadline(Duration limit) {
        this.limitNanos = limit.toNanos();
        restart();
        OPEN.put(key, this);
    }

    /** Gives the work that follows the whole time again. */
    void restart() {
        endNanos = System.nanoTime() + limitNanos;
    }

    /** Whether FFmpeg was stopped. */
    boolean passed() {
        return passed;
    }

    void guard(AVFormatContext context) {
        AVIOInterruptCB callback = context.interrupt_callback();
        callback.callback(CALLBACK);
        callback.opaque(new Key(key));
    }

    @Override
    public void close() {
        OPEN.remove(key);
    }

    private boolean expire() {
        if (System.nanoTime() - endNanos > 0) {
            passed = true;
        }
        return passed;
    }

    /** An address that is never followed. */
    static final class Key extends Pointer {
        Key(long value) {
            super((Pointer) null);
            address = value;
        }
    }

    private static final class Callback extends AVIOInterruptCB.Callback_Pointer {
        @Override
        public int call(Pointer opaque) {
            Deadline deadline = OPEN.get(opaque.address());
            return deadline != null && deadline.expire() ? 1 : 0;
        }
    }
}
