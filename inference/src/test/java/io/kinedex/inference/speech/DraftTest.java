package io.kinedex.inference.speech;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.inference.sound.TestSounds;
import java.util.List;
import org.junit.jupiter.api.Test;

class DraftTest {
    @Test
    void noticesLoopsOfAnyLength() {
        assertThat(draft(0.9, 1, 2, 3, 4, 5, 6, 7, 8).loops()).isFalse();
        assertThat(draft(0.9, 5, 5, 5, 5, 5, 5, 5).loops()).isTrue();
        assertThat(draft(0.9, 1, 2, 3, 2, 3, 2, 3, 2, 3).loops()).isTrue();
        assertThat(draft(0.9, 1, 2, 3, 1, 2, 3, 4).loops()).isFalse();
        assertThat(draft(0.9, 9, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3).loops()).isTrue();
    }

    @Test
    void doubtsWhatTheModelIsNotSureOf() {
        assertThat(draft(0.2, 1, 2, 3).doubt("a b c", 0)).isPresent();
        assertThat(draft(0.8, 1, 2, 3).doubt("a b c", 0.9)).isEmpty();
        assertThat(draft(0.5, 1, 2, 3).doubt("a b c", 0.9)).isPresent();
        assertThat(draft(0.5, 1, 2, 3).doubt("a b c", 0.3)).isEmpty();
    }

    @Test
    void doubtsWhatRepeatsItself() {
        String text = "thank you for watching and see you next time. ".repeat(8);

        assertThat(Draft.compression(text)).isGreaterThan(2.4);
        assertThat(draft(0.9, 1, 2, 3).doubt(text, 0)).isPresent();
        assertThat(Draft.compression(TestSounds.JFK)).isLessThan(2.4);
    }

    @Test
    void theAlignmentFollowsTheAttention() {
        WordAlignment alignment = new WordAlignment(1, 100);
        List<int[]> spans = List.of(
                new int[] {0, 5},
                new int[] {0, 5},
                new int[] {0, 5},
                new int[] {0, 20},
                new int[] {20, 50},
                new int[] {50, 80},
                new int[] {80, 100});
        for (int[] span : spans) {
            float[] attention = new float[1500];
            for (int i = 0; i < 1500; i++) {
                attention[i] = i >= span[0] && i < span[1] ? 0.05f : 0.0001f;
            }
            alignment.put(0, attention, 0);
            alignment.nextToken();
        }

        List<WordAlignment.Span> found = alignment.spans(3);

        assertThat(found.get(0).end()).isBetween(0.36, 0.44);
        assertThat(found.get(1).start()).isEqualTo(found.get(0).end());
        assertThat(found.get(2).start()).isBetween(0.96, 1.04);
        assertThat(found.get(2).end()).isBetween(1.56, 1.64);
    }

    private static Draft draft(double probability, int... tokens) {
        Draft draft = new Draft();
        for (int token : tokens) {
            draft.add(token, probability);
        }
        return draft;
    }
}
