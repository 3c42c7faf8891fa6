package io.kinedex.metadata.people;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.metadata.people.FaceTable.Near;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaceTableTest {
    private final Random random = new Random(11);

    @Test
    void findsWhatALookAtEveryVectorFinds() {
        FaceTable table = new FaceTable();
        List<float[]> vectors = new ArrayList<>();
        for (int i = 0; i < 40_000; i++) {
            vectors.add(Faces.random(random));
            table.add(vectors.get(i), i);
        }
        int found = 0;
        for (int i = 0; i < 100; i++) {
            float[] query = Faces.near(random, vectors.get(random.nextInt(vectors.size())), 0.5);
            int best = IntStream.range(0, vectors.size())
                    .boxed()
                    .max(Comparator.comparingDouble(row -> Faces.cosine(query, vectors.get(row))))
                    .orElseThrow();
            Near nearest = table.nearest(query, 5).getFirst();
            if (nearest.owner() == best) {
                found++;
                assertThat(nearest.cosine())
                        .isCloseTo(Faces.cosine(query, vectors.get(best)), org.assertj.core.data.Offset.offset(1e-3));
            }
        }
        assertThat(found).isGreaterThanOrEqualTo(99);
    }

    @Test
    void forgetsARowThatIsRemovedAndUsesItAgain() {
        FaceTable table = new FaceTable();
        float[] one = Faces.random(random);
        float[] other = Faces.random(random);
        int row = table.add(one, 1);
        table.add(other, 2);
        table.remove(row);

        assertThat(table.size()).isEqualTo(1);
        assertThat(table.nearest(one, 5)).extracting(Near::owner).containsExactly(2);
        assertThat(table.add(one, 3)).isEqualTo(row);
        assertThat(table.nearest(one, 5)).extracting(Near::owner).containsExactly(3, 2);
    }

    @Test
    void findsNothingWhereNothingIs() {
        assertThat(new FaceTable().nearest(Faces.random(random), 3)).isEmpty();
    }
}
