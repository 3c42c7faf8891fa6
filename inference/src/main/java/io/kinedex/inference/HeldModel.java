package io.kinedex.inference;

import io.kinedex.inference.runtime.Held;

/** A loaded model and how many use it: whoever looks through it, and every picture that waits for it or is in it. All threads. */
final class HeldModel extends Held {
    private final LoadedModel model;
    private final ModelSlot slot;

    /** @param freed told when it is closed after it was retired */
    HeldModel(LoadedModel model, ModelSlot slot, Runnable freed) {
        super(() -> {
            freed.run();
            slot.close();
        });
        this.model = model;
        this.slot = slot;
    }

    LoadedModel model() {
        return model;
    }

    /** To be used by those who hold it. */
    ModelSlot slot() {
        return slot;
    }
}
