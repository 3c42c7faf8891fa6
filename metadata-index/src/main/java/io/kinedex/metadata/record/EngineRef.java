package io.kinedex.metadata.record;

/**
 * What looked.
 *
 * @param name        the engine: {@code objects} or {@code faces}
 * @param model       the model's name in the catalogue
 * @param modelDigest sha256 of the model's weights, 64 hexadecimal digits
 */
public record EngineRef(String name, String model, String modelDigest) {
    public EngineRef {
        if (!name.matches("[a-z][a-z0-9-]{0,63}")) {
            throw new IllegalArgumentException("engine name '%s' must match [a-z][a-z0-9-]{0,63}".formatted(name));
        }
        if (model.isBlank() || !modelDigest.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "engine %s: model '%s', digest '%s'".formatted(name, model, modelDigest));
        }
    }
}
