package io.kinedex.metadata.query;

import io.kinedex.metadata.record.Sighting;
import java.util.List;
import java.util.Optional;

/**
 * The words of a sighting, as conditions test them.
 *
 * @param tokens   see {@link Tokens}
 * @param language that has {@link Stems}; empty where it is not known or has none
 * @param stems    of the tokens; empty without a language
 */
record SeenWording(WordingField field, List<String> tokens, Optional<String> language, List<String> stems) {
    private static final SeenWording NONE = new SeenWording(WordingField.TEXT, List.of(), Optional.empty(), List.of());

    static SeenWording of(Sighting sighting) {
        if (sighting.wording().isEmpty()) {
            return NONE;
        }
        List<String> tokens = Tokens.of(sighting.wording().text());
        Optional<String> language = Stems.language(sighting.wording().language());
        List<String> stems = language.map(known ->
                        tokens.stream().map(token -> Stems.stem(known, token)).toList())
                .orElse(List.of());
        return new SeenWording(WordingField.of(sighting), tokens, language, stems);
    }
}
