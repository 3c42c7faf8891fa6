package io.kinedex.inference.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinedex.inference.catalogue.Selection;
import io.kinedex.inference.catalogue.Selection.Suppression;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SuppressorTest {
    private static final Candidate BEST = box(0, 0, 10, 10, 0.9, 0);
    private static final Candidate SHIFTED = box(2, 0, 12, 10, 0.8, 0);
    private static final Candidate APART = box(20, 0, 30, 10, 0.7, 0);
    private static final Candidate OTHER_CLASS = box(0, 0, 10, 10, 0.6, 1);

    @Test
    void keepsTheBestOfThoseThatOverlapInEachClass() {
        assertThat(suppress(Suppression.HARD, 0.5, SHIFTED, OTHER_CLASS, BEST, APART))
                .containsExactly(BEST, APART, OTHER_CLASS);
    }

    @Test
    void keepsBothWhereTheyOverlapLessThanTheLimit() {
        assertThat(suppress(Suppression.HARD, 0.7, SHIFTED, BEST)).containsExactly(BEST, SHIFTED);
    }

    @Test
    void doesNotLetASuppressedBoxSuppressOthers() {
        Candidate chained = box(4, 0, 14, 10, 0.75, 0);

        assertThat(suppress(Suppression.HARD, 0.5, BEST, SHIFTED, chained)).containsExactly(BEST, chained);
    }

    @Test
    void lowersTheConfidenceOfThoseThatOverlap() {
        List<Candidate> kept = suppress(Suppression.SOFT, 0.5, BEST, SHIFTED, APART);

        double iou = 80.0 / 120;
        assertThat(kept).hasSize(3);
        assertThat(kept.get(2).left()).isEqualTo(2);
        assertThat(kept.get(2).confidence()).isCloseTo(0.8 * Math.exp(-iou * iou / 0.5), within(1e-12));
    }

    @Test
    void movesTheBestToTheWeightedMean() {
        List<Candidate> kept = suppress(Suppression.WEIGHTED, 0.5, BEST, SHIFTED, APART);

        assertThat(kept).hasSize(2);
        assertThat(kept.getFirst().confidence()).isEqualTo(0.9);
        assertThat(kept.getFirst().left()).isCloseTo(0.8 / 1.7 * 2, within(1e-12));
        assertThat(kept.getFirst().top()).isZero();
    }

    @Test
    void keepsAllWhereTheModelSuppressesItself() {
        assertThat(suppress(Suppression.NONE, 0.5, SHIFTED, BEST)).containsExactly(BEST, SHIFTED);
    }

    @Test
    void dropsWhatIsNoNumber() {
        assertThat(suppress(Suppression.HARD, 0.5, box(Double.NaN, 0, 1, 1, 0.9, 0), APART))
                .containsExactly(APART);
    }

    @Test
    void givesTheSameForAnyOrderAndLeavesNoTwoThatOverlap() {
        Random random = new Random(3);
        for (int round = 0; round < 50; round++) {
            List<Candidate> candidates = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                double x = random.nextDouble(80);
                double y = random.nextDouble(80);
                candidates.add(box(x, y, x + 20, y + 20, random.nextDouble(), random.nextInt(2)));
            }
            List<Candidate> kept = new Suppressor(selection(Suppression.HARD, 0.4)).suppress(candidates);
            Collections.shuffle(candidates, random);

            assertThat(new Suppressor(selection(Suppression.HARD, 0.4)).suppress(candidates))
                    .isEqualTo(kept);
            for (Candidate a : kept) {
                assertThat(kept)
                        .filteredOn(b -> b != a && b.classIndex() == a.classIndex())
                        .allMatch(b -> a.iou(b) <= 0.4);
            }
        }
    }

    private static List<Candidate> suppress(Suppression how, double iouMax, Candidate... candidates) {
        return new Suppressor(selection(how, iouMax)).suppress(List.of(candidates));
    }

    private static Selection selection(Suppression how, double iouMax) {
        return new Selection(0.1, how, iouMax, 100);
    }

    private static Candidate box(double l, double t, double r, double b, double confidence, int classIndex) {
        return new Candidate(l, t, r, b, confidence, classIndex);
    }
}
