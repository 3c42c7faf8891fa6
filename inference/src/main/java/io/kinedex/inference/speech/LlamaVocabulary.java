package io.kinedex.inference.speech;

import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The 32,000 pieces of the SentencePiece vocabulary that Llama and Moonshine share, out of the JavaScript file that carries them
 * as base64, one a line. Pieces {@code <0x41>} are bytes. Immutable; all threads.
 */
final class LlamaVocabulary {
    private static final Pattern CARRIED = Pattern.compile("llama_vocab_base64\\s*=\\s*\"([A-Za-z0-9+/=]+)\"");
    private static final Pattern BYTE = Pattern.compile("<0x([0-9A-F]{2})>");
    private static final int PIECES = 32_000;
    private static final String SPACE = "\u2581";

    private final List<String> pieces;

    private LlamaVocabulary(List<String> pieces) {
        this.pieces = pieces;
    }

    static LlamaVocabulary read(Path file) {
        try {
            Matcher carried = CARRIED.matcher(Files.readString(file));
            if (!carried.find()) {
                throw new InferenceException(Code.MODEL_REJECTED, file + " carries no vocabulary");
            }
            String text = new String(Base64.getDecoder().decode(carried.group(1)), StandardCharsets.UTF_8);
            List<String> pieces = List.of(text.split("\n", -1));
            if (pieces.size() < PIECES) {
                throw new InferenceException(
                        Code.MODEL_REJECTED, "%s has %d pieces, not %d".formatted(file, pieces.size(), PIECES));
            }
            return new LlamaVocabulary(pieces);
        } catch (IOException e) {
            throw new InferenceException(Code.MODEL_REJECTED, "cannot read " + file, e);
        }
    }

    /** Whether a token begins a word. */
    boolean beginsWord(int token) {
        return token < PIECES && pieces.get(token).startsWith(SPACE);
    }

    /** The text of tokens; control tokens have none. */
    String text(List<Integer> tokens) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int token : tokens) {
            if (token > 2 && token < PIECES) {
                Matcher single = BYTE.matcher(pieces.get(token));
                if (single.matches()) {
                    bytes.write(Integer.parseInt(single.group(1), 16));
                } else {
                    bytes.writeBytes(pieces.get(token).replace(SPACE, " ").getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
