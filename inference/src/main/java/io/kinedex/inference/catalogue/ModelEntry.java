package io.kinedex.inference.catalogue;

/**
 * A detector, described. Immutable; safe for all threads.
 *
 * @param name      what configuration and records call it
 * @param engine    the engine that it serves: {@code objects}, {@code faces} or a user's own
 * @param task      what it does, for people
 * @param preferred whether it is the one to take for its engine where nothing else is said
 * @param runtime   what runs it
 * @param weights   where they are
 * @param input     what goes in
 * @param output    what comes out
 * @param selection which findings to keep
 * @param labels    the names of the classes
 */
public record ModelEntry(
        String name,
        String engine,
        String task,
        boolean preferred,
        ModelRuntime runtime,
        Weights weights,
        InputSpec input,
        OutputSpec output,
        Selection selection,
        Labels labels)
        implements CatalogueModel {
    public ModelEntry {
        CatalogueModel.require(name, engine, task);
        if (runtime == ModelRuntime.TFLITE && input.batch() == InputSpec.Batch.DYNAMIC) {
            throw new IllegalArgumentException(
                    "model %s: TensorFlow Lite models take one picture a run".formatted(name));
        }
    }

    /** The entry with another threshold, for configuration. */
    public ModelEntry withSelection(Selection other) {
        return new ModelEntry(name, engine, task, preferred, runtime, weights, input, output, other, labels);
    }
}
