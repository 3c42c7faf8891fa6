package io.kinedex.inference.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinedex.inference.evaluate.ClusterScore.Item;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Each figure was worked out by hand. */
class IdentityScoresTest {
    private static final Offset<Double> CLOSE = within(1e-9);

    /** Of the eight orders of a same and a different pair six are right, and one is a tie. */
    @Test
    void theAreaIsThePartOfPairsInTheRightOrder() {
        PairScore score = new PairScore(new double[] {0.9, 0.4}, new double[] {0.1, 0.2, 0.4, 0.5});

        assertThat(score.auc()).isCloseTo((4 + 2 + 0.5) / 8, CLOSE);
    }

    @Test
    void acceptsAsManyDifferentPairsAsAllowedAndNoMore() {
        double[] different =
                IntStream.range(0, 1000).mapToDouble(i -> i / 1000.0).toArray();
        PairScore score = new PairScore(new double[] {0.5, 0.9, 0.9985, 1}, different);

        assertThat(score.atFalseAccepts(0).trueAccepts()).isEqualTo(0.25);
        PairScore.Point thousandth = score.atFalseAccepts(0.001);
        assertThat(thousandth.threshold()).isCloseTo(0.998, CLOSE).isGreaterThan(0.998);
        assertThat(thousandth.falseAccepts()).isCloseTo(0.001, CLOSE);
        assertThat(thousandth.trueAccepts()).isEqualTo(0.5);
        assertThat(score.atFalseAccepts(0.1).trueAccepts()).isEqualTo(0.75);
        assertThat(score.atFalseAccepts(1).trueAccepts()).isEqualTo(1);
        assertThat(score.at(0.999)).isEqualTo(new PairScore.Point(0.999, 0.25, 0.001));
    }

    @Test
    void pairsThatAreEquallyAlikeAreAcceptedTogether() {
        PairScore score = new PairScore(new double[] {0.5}, new double[] {0.5, 0.5, 0.1, 0.1});

        assertThat(score.atFalseAccepts(0.25).falseAccepts()).isZero();
        assertThat(score.atFalseAccepts(0.5).trueAccepts()).isEqualTo(1);
    }

    @Test
    void needsPairsOfBothKinds() {
        assertThatThrownBy(() -> new PairScore(new double[0], new double[] {1}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Clusters {a a b} and {a b}: precision (2/3 + 2/3 + 1/3 + 1/2 + 1/2) / 5, recall (2/3 + 2/3 + 1/2 + 1/3 + 1/2) / 5. */
    @Test
    void bCubedIsTheMeanOverThings() {
        ClusterScore score = ClusterScore.of(List.of(
                new Item("a", "1"), new Item("a", "1"), new Item("b", "1"), new Item("a", "2"), new Item("b", "2")));

        assertThat(score.precision()).isCloseTo(8 / 3.0 / 5, CLOSE);
        assertThat(score.recall()).isCloseTo(8 / 3.0 / 5, CLOSE);
        assertThat(score.f()).isCloseTo(8 / 3.0 / 5, CLOSE);
    }

    @Test
    void oneClusterForAllHasFullRecallAndOneForEachFullPrecision() {
        ClusterScore one = ClusterScore.of(List.of(new Item("a", "1"), new Item("b", "1")));
        ClusterScore each = ClusterScore.of(List.of(new Item("a", "1"), new Item("a", "2")));

        assertThat(one).isEqualTo(new ClusterScore(2, 0.5, 1));
        assertThat(each).isEqualTo(new ClusterScore(2, 1, 0.5));
    }
}
