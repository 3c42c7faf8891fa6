package io.kinedex.ingest.stream;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An engine that is switched on for a stream.
 *
 * @param model         the model's name in the catalogue
 * @param confidenceMin detections below begin no sighting, 0..1
 * @param purpose       why this is looked for; must not be blank for {@code faces}, may be for others
 * @param recognise     whether it is told, besides, whose faces they are; for {@code faces} alone
 * @param languages     BCP 47 tags of what may be spoken; empty for any; for {@code speech} alone
 */
public record EngineConfig(
        String model, double confidenceMin, String purpose, boolean recognise, List<String> languages) {
    /** Where none is given. */
    public static final double CONFIDENCE_MIN = 0.4;

    public EngineConfig {
        languages = List.copyOf(languages);
        if (model.isBlank()) {
            throw new IllegalArgumentException("an engine needs a model");
        }
        if (!(confidenceMin >= 0 && confidenceMin <= 1)) {
            throw new IllegalArgumentException("confidence-min is %s, must be in 0..1".formatted(confidenceMin));
        }
    }

    /** Of an engine that hears what is spoken in any language, if it hears at all. */
    public EngineConfig(String model, double confidenceMin, String purpose, boolean recognise) {
        this(model, confidenceMin, purpose, recognise, List.of());
    }

    /** Of an engine that does not recognise anybody. */
    public EngineConfig(String model, double confidenceMin, String purpose) {
        this(model, confidenceMin, purpose, false);
    }

    /** As a file has it: only the model must be there. */
    @JsonCreator
    static EngineConfig of(
            @JsonProperty("model") @Nullable String model,
            @JsonProperty("confidence-min") @Nullable Double confidenceMin,
            @JsonProperty("purpose") @Nullable String purpose,
            @JsonProperty("recognise") @Nullable Boolean recognise,
            @JsonProperty("languages") @Nullable List<String> languages) {
        return new EngineConfig(
                model == null ? "" : model,
                confidenceMin == null ? CONFIDENCE_MIN : confidenceMin,
                purpose == null ? "" : purpose,
                recognise != null && recognise,
                languages == null ? List.of() : languages);
    }
}
