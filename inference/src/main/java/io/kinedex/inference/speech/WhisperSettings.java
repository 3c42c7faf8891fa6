package io.kinedex.inference.speech;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What Hugging Face's {@code generation_config.json} says of a Whisper model. Immutable.
 *
 * @param languages      in the order of their tokens
 * @param suppressed     tokens that are no text
 * @param suppressedHere tokens that no text begins with
 * @param alignmentHeads layer and head of the attentions that follow the sound
 */
record WhisperSettings(
        int start,
        int end,
        int transcribe,
        int noTimestamps,
        List<Language> languages,
        List<Integer> suppressed,
        List<Integer> suppressedHere,
        List<Head> alignmentHeads) {
    /** One head of the attention from a decoder's layer to the encoder's output. */
    record Head(int layer, int head) {}

    /**
     * A language that the model knows.
     *
     * @param tag BCP 47
     */
    record Language(String tag, int token) {}

    WhisperSettings {
        languages = List.copyOf(languages);
        suppressed = List.copyOf(suppressed);
        suppressedHere = List.copyOf(suppressedHere);
        alignmentHeads = List.copyOf(alignmentHeads);
    }

    static WhisperSettings read(Path file) {
        try {
            JsonNode tree = new JsonMapper().readTree(file.toFile());
            List<Language> languages = tree.required("lang_to_id").properties().stream()
                    .map(entry ->
                            new Language(tag(entry.getKey()), entry.getValue().intValue()))
                    .sorted(Comparator.comparingInt(Language::token))
                    .toList();
            if (languages.isEmpty()) {
                throw new IllegalArgumentException("no languages");
            }
            List<Head> heads = new ArrayList<>();
            tree.required("alignment_heads")
                    .forEach(pair -> heads.add(
                            new Head(pair.get(0).intValue(), pair.get(1).intValue())));
            return new WhisperSettings(
                    tree.required("decoder_start_token_id").intValue(),
                    tree.required("eos_token_id").intValue(),
                    tree.required("task_to_id").required("transcribe").intValue(),
                    tree.required("no_timestamps_token_id").intValue(),
                    languages,
                    integers(tree.required("suppress_tokens")),
                    integers(tree.required("begin_suppress_tokens")),
                    heads);
        } catch (IOException | IllegalArgumentException e) {
            throw new InferenceException(Code.MODEL_REJECTED, "%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** The token after which the model says whether there is speech: the one before "no timestamps". */
    int noSpeech() {
        return noTimestamps - 1;
    }

    private static List<Integer> integers(JsonNode array) {
        List<Integer> values = new ArrayList<>();
        array.forEach(value -> values.add(value.intValue()));
        return values;
    }

    /** {@code <|en|>} to {@code en}; Javanese has an outdated code there. */
    private static String tag(String token) {
        String tag = token.replaceAll("[<|>]", "");
        return tag.equals("jw") ? "jv" : tag;
    }
}
