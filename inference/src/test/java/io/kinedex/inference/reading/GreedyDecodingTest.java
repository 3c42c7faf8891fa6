package io.kinedex.inference.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinedex.inference.InferenceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GreedyDecodingTest {
    private static final int CLASSES = 4;

    @TempDir
    Path folder;

    private CharacterSet characters() {
        return CharacterSet.read(file(), CLASSES);
    }

    /** Two characters; the space follows by itself. */
    private Path file() {
        try {
            return Files.writeString(folder.resolve("characters.txt"), "a\r\nb\r\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void readsRepetitionsOnceAndDropsBlanks() {
        GreedyDecoding read = decode(1, 1, 0, 1, 3, 3, 2, 0);

        assertThat(read.text()).isEqualTo("aa b");
        assertThat(read.confidence()).isEqualTo(0.7, within(1e-6));
    }

    @Test
    void takesSpacesOffTheEnds() {
        assertThat(decode(3, 1, 3).text()).isEqualTo("a");
    }

    @Test
    void isEmptyAndUnsureWhereNothingWasRead() {
        assertThat(decode(0, 0)).isEqualTo(new GreedyDecoding("", 0));
    }

    @Test
    void doesNotBelieveMarksAndUnsureLetters() {
        assertThat(new GreedyDecoding("EXIT", 0.7).isCredible(0.6)).isTrue();
        assertThat(new GreedyDecoding("EXIT", 0.5).isCredible(0.6)).isFalse();
        assertThat(new GreedyDecoding("9", 0.95).isCredible(0.6)).isTrue();
        assertThat(new GreedyDecoding("U", 0.77).isCredible(0.6)).isFalse();
        assertThat(new GreedyDecoding("---", 0.95).isCredible(0.6)).isFalse();
        assertThat(new GreedyDecoding("", 1).isCredible(0)).isFalse();
    }

    @Test
    void readsOneLineOfABatch() {
        float[] batch = new float[2 * 3 * CLASSES];
        fill(batch, 0, 1, 1, 1);
        fill(batch, 3 * CLASSES, 2, 0, 2);

        assertThat(GreedyDecoding.of(batch, 3 * CLASSES, 3, characters()).text())
                .isEqualTo("bb");
    }

    @Test
    void refusesACharacterSetThatIsNotTheModels() {
        assertThatThrownBy(() -> CharacterSet.read(file(), 97))
                .isInstanceOf(InferenceException.class)
                .hasMessageContaining("has 2 characters, the model 97 classes");
    }

    private GreedyDecoding decode(int... best) {
        float[] steps = new float[best.length * CLASSES];
        fill(steps, 0, best);
        return GreedyDecoding.of(steps, 0, best.length, characters());
    }

    private static void fill(float[] to, int offset, int... best) {
        for (int step = 0; step < best.length; step++) {
            for (int c = 0; c < CLASSES; c++) {
                to[offset + step * CLASSES + c] = c == best[step] ? 0.7f : 0.1f;
            }
        }
    }
}
