package io.kinedex.metadata.query;

import io.kinedex.metadata.record.Sighting;
import java.util.Arrays;
import java.util.Optional;

/** Where words are looked for. */
public enum WordingField {
    /** What was said: sightings of kind {@code speech}. */
    SAID("said"),
    /** What was written: sightings of every other kind. */
    TEXT("text");

    private static final String SPEECH = "speech";

    private final String key;

    WordingField(String key) {
        this.key = key;
    }

    /** As a query spells it. */
    public String key() {
        return key;
    }

    /** Where the sighting's words are. */
    public static WordingField of(Sighting sighting) {
        return sighting.kind().equals(SPEECH) ? SAID : TEXT;
    }

    static Optional<WordingField> of(String key) {
        return Arrays.stream(values()).filter(field -> field.key.equals(key)).findFirst();
    }
}
