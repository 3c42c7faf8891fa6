package io.kinedex.inference;

/**
 * A loaded model and how many use it: whoever looks through it, and every picture that waits for it or is in it. One that
 * has been retired is closed when the last of them has let go. All threads.
 */
final class HeldModel {
    private final LoadedModel model;
    private final ModelSlot slot;
    private final Runnable freed;
    private int uses;
    private boolean retired;

    /** @param freed told when it has been closed after it was retired */
    HeldModel(LoadedModel model, ModelSlot slot, Runnable freed) {
        this.model = model;
        this.slot = slot;
        this.freed = freed;
    }

    LoadedModel model() {
        return model;
    }

    /** To be used by those who hold it. */
    ModelSlot slot() {
        return slot;
    }

    /** Takes hold; false where it has been closed. */
    synchronized boolean hold() {
        if (retired && uses == 0) {
            return false;
        }
        uses++;
        return true;
    }

    /** Lets go. */
    void release() {
        synchronized (this) {
            uses--;
            if (!retired || uses > 0) {
                return;
            }
        }
        free();
    }

    /** Gives it up. */
    void retire() {
        synchronized (this) {
            boolean before = retired;
            retired = true;
            if (before || uses > 0) {
                return;
            }
        }
        free();
    }

    private void free() {
        freed.run();
        slot.close();
    }
}
