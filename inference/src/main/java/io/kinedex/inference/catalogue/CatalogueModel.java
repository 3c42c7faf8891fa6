package io.kinedex.inference.catalogue;

/** A model that is run by its description alone. Immutable; safe for all threads. */
public sealed interface CatalogueModel permits ModelEntry, SoundEntry {
    /** What configuration and records call it. */
    String name();

    /** The engine that it serves. */
    String engine();

    /** What it does, for people. */
    String task();

    ModelRuntime runtime();

    Weights weights();

    /**
     * Refuses names that configuration and records cannot have.
     *
     * @throws IllegalArgumentException which says what is wrong
     */
    static void require(String name, String engine, String task) {
        if (!name.matches("[a-z0-9][a-z0-9._-]{0,63}")) {
            throw new IllegalArgumentException("model name '%s' must match [a-z0-9][a-z0-9._-]{0,63}".formatted(name));
        }
        if (!engine.matches("[a-z][a-z0-9-]{0,63}") || task.isBlank()) {
            throw new IllegalArgumentException("model %s needs an engine and a task".formatted(name));
        }
    }
}
