package io.kinedex.inference;

import io.kinedex.inference.catalogue.ModelEntry;
import java.time.Duration;

/**
 * A model that is ready to run. Immutable; safe for all threads.
 *
 * @param key    what the service calls it: its name, and more where several of one name are loaded
 * @param entry  its description
 * @param digest sha256 of its weights, 64 hexadecimal digits
 * @param load   how long loading took, warm-up included
 * @param run    how long one picture took when the model was warm, alone on one thread
 */
public record LoadedModel(String key, ModelEntry entry, String digest, Duration load, Duration run) {
    public String name() {
        return entry.name();
    }

    /** The engine that it serves: {@code objects}, {@code faces}, or whatever its description says. */
    public String engine() {
        return entry.engine();
    }

    /** Of the model's input, in pixels. */
    public int inputWidth() {
        return entry.input().width();
    }

    /** Of the model's input, in pixels. */
    public int inputHeight() {
        return entry.input().height();
    }
}
