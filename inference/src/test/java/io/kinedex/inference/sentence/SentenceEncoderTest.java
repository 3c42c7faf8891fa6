package io.kinedex.inference.sentence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinedex.inference.catalogue.BundleCatalogue;
import io.kinedex.inference.pinned.PinnedStore;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SentenceEncoderTest {
    private static final List<String> SAID = List.of(
            "We have to cut spending by ten percent next year.",
            "The dog chased a squirrel across the park.",
            "Turn left after the bridge and then go straight on.",
            "She plays the violin in the city orchestra.");

    @SuppressWarnings("NullAway.Init")
    private static SentenceEncoder encoder;

    @BeforeAll
    static void open() {
        encoder = SentenceEncoder.open(
                BundleCatalogue.bundled().preferred("meaning").orElseThrow(), PinnedStore.configured());
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    @Test
    void findsWhatIsMeantByOtherWords() {
        assertThat(nearest("talk about the budget")).isEqualTo(SAID.get(0));
        assertThat(nearest("an animal running outside")).isEqualTo(SAID.get(1));
        assertThat(nearest("driving directions")).isEqualTo(SAID.get(2));
        assertThat(nearest("a musician")).isEqualTo(SAID.get(3));
    }

    @Test
    void vectorsAreOneLongAndTheSameForTheSameText() {
        float[] vector = encoder.passage(SAID.getFirst());

        assertThat(vector).hasSize(SentenceEncoder.DIMENSIONS);
        assertThat(cosine(vector, vector)).isEqualTo(1, within(1e-5));
        assertThat(encoder.passage(SAID.getFirst())).isEqualTo(vector);
    }

    @Test
    void longTextsAreCutAndEmptyOnesHaveAVectorToo() {
        assertThat(encoder.passage("word ".repeat(5000))).hasSize(SentenceEncoder.DIMENSIONS);
        assertThat(encoder.passage("")).hasSize(SentenceEncoder.DIMENSIONS);
    }

    private static String nearest(String sought) {
        float[] query = encoder.query(sought);
        return SAID.stream()
                .max(Comparator.comparingDouble(text -> cosine(query, encoder.passage(text))))
                .orElseThrow();
    }

    private static double cosine(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }
}
