package io.kinedex.metadata.query;

import io.kinedex.metadata.record.Sighting;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The words of a sighting, as conditions test them; cut when the first one asks. One thread at a time. */
final class SeenWording {
    private final Sighting sighting;
    private @Nullable List<String> tokens;
    private @Nullable List<String> stems;

    SeenWording(Sighting sighting) {
        this.sighting = sighting;
    }

    /** Where the words are. */
    WordingField field() {
        return WordingField.of(sighting);
    }

    /** See {@link Tokens}. */
    List<String> tokens() {
        if (tokens == null) {
            tokens = sighting.wording().isEmpty()
                    ? List.of()
                    : Tokens.of(sighting.wording().text());
        }
        return tokens;
    }

    /** The language that has {@link Stems}; empty where it is not known or has none. */
    Optional<String> language() {
        return Stems.language(sighting.wording().language());
    }

    /** Of the tokens; empty without a language. */
    List<String> stems() {
        if (stems == null) {
            stems = language()
                    .map(known -> tokens().stream()
                            .map(token -> Stems.stem(known, token))
                            .toList())
                    .orElse(List.of());
        }
        return stems;
    }
}
