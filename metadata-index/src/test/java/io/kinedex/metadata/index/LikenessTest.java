package io.kinedex.metadata.index;

import static io.kinedex.metadata.index.Worlds.at;
import static io.kinedex.metadata.index.Worlds.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinedex.metadata.query.Query;
import io.kinedex.metadata.query.QueryParser;
import io.kinedex.metadata.record.Embedding;
import io.kinedex.metadata.record.Sighting;
import io.kinedex.metadata.record.Wording;
import io.kinedex.metadata.stream.SequenceNumber;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LikenessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final IndexOptions OPTIONS = IndexOptions.defaults().withClock(Clock.fixed(at(60), ZoneOffset.UTC));

    @TempDir
    Path temp;

    private final MemoryStream stream = new MemoryStream();
    private final Random random = new Random(11);

    @Test
    void findsTheNearestAsBruteForceDoes() throws Exception {
        List<Sighting> all = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            all.add(seen("s" + i, i % 3 == 0 ? "car" : "dog", "", new Embedding("a", vector(32))));
        }
        try (LuceneIndex index = indexed(all)) {
            int same = 0;
            for (int i = 0; i < 20; i++) {
                Embedding to = new Embedding("a", vector(32));
                List<String> nearest = all.stream()
                        .filter(each -> each.label().equals("car"))
                        .sorted(Comparator.comparingDouble(each -> -cosine(to, each.embedding())))
                        .limit(10)
                        .map(Sighting::id)
                        .toList();
                same += (int)
                        ids(index.alike(new LikenessRequest(QueryParser.parse("car"), List.of(to), "", 10))).stream()
                                .filter(nearest::contains)
                                .count();
            }
            assertThat(same).isGreaterThanOrEqualTo(194); // of 200
        }
    }

    @Test
    void tellsTheMostAlikeFirstAndTheEmbeddingOfASighting() throws Exception {
        Embedding east = new Embedding("a", new float[] {1, 0});
        Embedding north = new Embedding("a", new float[] {0, 1});
        try (LuceneIndex index = indexed(List.of(
                seen("north", "car", "", north),
                seen("other", "car", "", new Embedding("b", new float[] {1, 0})),
                seen("longer", "car", "", new Embedding("a", new float[] {1, 0, 0})),
                seen("east", "car", "", east),
                seen("none", "car", "", Embedding.NONE),
                seen("zero", "car", "", new Embedding("a", new float[] {0, 0}))))) {
            List<Hit> hits = index.alike(new LikenessRequest(new Query.All(), List.of(east), "", 10));

            assertThat(ids(hits)).containsExactly("east", "north");
            assertThat(hits.getFirst().score()).isEqualTo(1, within(0.01)); // (1 + cosine) / 2
            assertThat(index.embedding("north")).contains(north);
            assertThat(index.embedding("none")).contains(Embedding.NONE);
            assertThat(index.embedding("nobody")).isEmpty();
        }
    }

    @Test
    void wordsAndMeaningCountTogether() throws Exception {
        Embedding money = new Embedding("m", new float[] {1, 0});
        Embedding dogs = new Embedding("m", new float[] {0, 1});
        try (LuceneIndex index = indexed(List.of(
                seen("meant", "speech", "we have to spend less", money),
                seen("both", "speech", "the budget is spent", money),
                seen("said", "speech", "a budget for dogs", dogs),
                seen("neither", "speech", "good dog", dogs)))) {
            List<Hit> hits = index.alike(new LikenessRequest(new Query.All(), List.of(money), "the budget", 10));

            assertThat(ids(hits).getFirst()).isEqualTo("both");
            assertThat(ids(hits).getLast()).isEqualTo("neither");
            assertThat(hits).hasSize(4);
        }
    }

    private LuceneIndex indexed(List<Sighting> sightings) throws Exception {
        SequenceNumber last = stream.append(record("gate-1", 1, 0, 2, sightings.toArray(Sighting[]::new)));
        LuceneIndex index = LuceneIndex.open(temp.resolve("index"), stream, OPTIONS);
        assertThat(index.awaitSearchable(last, PATIENCE)).isTrue();
        return index;
    }

    private static Sighting seen(String id, String label, String text, Embedding embedding) {
        return new Sighting(
                id,
                label.equals("speech") ? "speech" : "object",
                label,
                at(0),
                at(1),
                at(0),
                Sighting.EVERYWHERE,
                0.5,
                false,
                text.isEmpty() ? Wording.NONE : new Wording(text, "en", List.of()),
                embedding);
    }

    private float[] vector(int length) {
        float[] vector = new float[length];
        for (int i = 0; i < length; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    private static double cosine(Embedding one, Embedding other) {
        double dot = 0;
        double a = 0;
        double b = 0;
        float[] x = one.vector();
        float[] y = other.vector();
        for (int i = 0; i < x.length; i++) {
            dot += x[i] * y[i];
            a += x[i] * x[i];
            b += y[i] * y[i];
        }
        return dot / Math.sqrt(a * b);
    }

    private static List<String> ids(List<Hit> hits) {
        return hits.stream().map(hit -> hit.sighting().id()).toList();
    }
}
