package io.kinedex.metadata.record;

import java.util.List;

/**
 * What was said or written in a sighting. Immutable.
 *
 * @param text     empty where nothing was, see {@link #NONE}
 * @param language BCP 47 tag such as {@code en}; empty where it is not known
 * @param words    in the order of time, where the engine tells when each was said; else empty
 */
public record Wording(String text, String language, List<Word> words) {
    /** Nothing was said or written. */
    public static final Wording NONE = new Wording("", "", List.of());

    /** Longer texts are no sighting's. */
    public static final int LENGTH_MAX = 16_384;

    public Wording {
        if (text.length() > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "a text of %d characters, may be at most %d".formatted(text.length(), LENGTH_MAX));
        }
        if (!language.matches("[A-Za-z0-9-]{0,35}")) {
            throw new IllegalArgumentException("language '%s' must be a BCP 47 tag".formatted(language));
        }
        words = List.copyOf(words);
    }

    public boolean isEmpty() {
        return text.isBlank();
    }
}
