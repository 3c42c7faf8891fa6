package io.kinedex.inference.reading;

import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the classes of a line recogniser mean: class 0 is the blank between two characters, then come the characters of a
 * file, one a line, then the space where the file has none last. Immutable; all threads.
 */
final class CharacterSet {
    private final List<String> characters;

    private CharacterSet(List<String> characters) {
        this.characters = List.copyOf(characters);
    }

    /**
     * @param classes how many the recogniser has, the blank included
     * @throws InferenceException FILE_MISSING; MODEL_REJECTED where the file has not as many characters as the model
     */
    static CharacterSet read(Path file, int classes) {
        List<String> characters;
        try {
            characters = new ArrayList<>(Files.readAllLines(file));
        } catch (IOException e) {
            throw new InferenceException(Code.FILE_MISSING, "cannot read %s: %s".formatted(file, e.getMessage()), e);
        }
        if (characters.size() == classes - 2) {
            characters.add(" ");
        }
        if (characters.size() != classes - 1) {
            throw new InferenceException(
                    Code.MODEL_REJECTED,
                    "%s has %d characters, the model %d classes, one of them for the blank"
                            .formatted(file, characters.size(), classes));
        }
        return new CharacterSet(characters);
    }

    int classes() {
        return characters.size() + 1;
    }

    /** @param index of a class, not the blank */
    String character(int index) {
        return characters.get(index - 1);
    }
}
