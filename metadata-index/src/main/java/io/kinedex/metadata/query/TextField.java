package io.kinedex.metadata.query;

import java.util.Arrays;
import java.util.Optional;

/** The fields of a sighting that hold text. */
public enum TextField {
    /** What was seen: {@code car}. */
    LABEL("label"),
    /** What sort of thing: {@code object}, {@code face}. */
    KIND("kind"),
    /** The stream's name. */
    STREAM("stream"),
    /** The engine that saw it: {@code objects}, {@code faces}. */
    ENGINE("engine"),
    /** The model's name in the catalogue. */
    MODEL("model"),
    /** The name or id of whose face it shows. */
    PERSON("person");

    private final String key;

    TextField(String key) {
        this.key = key;
    }

    /** As a query spells it. */
    public String key() {
        return key;
    }

    static Optional<TextField> of(String key) {
        return Arrays.stream(values()).filter(field -> field.key.equals(key)).findFirst();
    }
}
