package io.kinedex.inference.runtime;

import java.util.concurrent.atomic.AtomicBoolean;

/** How many use something that has to be freed: once it has been retired, that is done when the last of them has let go. All threads. */
public class Held {
    private final Runnable free;
    private int uses;
    private boolean retired;

    /** @param free called once, when nobody uses it any more */
    public Held(Runnable free) {
        this.free = free;
    }

    /** Takes hold; false where it has been freed. */
    public synchronized boolean hold() {
        if (retired && uses == 0) {
            return false;
        }
        uses++;
        return true;
    }

    /** What one who took hold calls to let go; a second call does nothing. */
    public Runnable release() {
        AtomicBoolean holding = new AtomicBoolean(true);
        return () -> {
            if (holding.getAndSet(false)) {
                letGo();
            }
        };
    }

    /** Lets go. */
    public void letGo() {
        synchronized (this) {
            uses--;
            if (!retired || uses > 0) {
                return;
            }
        }
        free.run();
    }

    /** Gives it up. */
    public void retire() {
        synchronized (this) {
            boolean before = retired;
            retired = true;
            if (before || uses > 0) {
                return;
            }
        }
        free.run();
    }
}
