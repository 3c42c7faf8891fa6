package io.kinedex.ingest.stream;

/**
 * An engine that is switched on for a stream.
 *
 * @param model         the model's name in the catalogue
 * @param confidenceMin detections below are not recorded, 0..1
 * @param purpose       why this is looked for; must not be blank for {@code faces}, may be for others
 */
public record EngineConfig(String model, double confidenceMin, String purpose) {
    public EngineConfig {
        if (model.isBlank()) {
            throw new IllegalArgumentException("an engine needs a model");
        }
        if (!(confidenceMin >= 0 && confidenceMin <= 1)) {
            throw new IllegalArgumentException("confidence-min is %s, must be in 0..1".formatted(confidenceMin));
        }
    }
}
