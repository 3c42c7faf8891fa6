package io.kinedex.inference.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinedex.inference.evaluate.TrueBox.Counts;
import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.Detection;
import java.util.List;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Each figure was worked out by hand. */
class BoxScoreTest {
    private static final Offset<Double> CLOSE = within(1e-9);
    private static final Box LEFT = new Box(0, 0, 0.4, 0.4);
    private static final Box RIGHT = new Box(0.5, 0, 0.4, 0.4);
    private static final Box BELOW = new Box(0, 0.5, 0.4, 0.4);

    private final BoxScore score = new BoxScore(0.5);

    @Test
    void aPerfectEngineHasOne() {
        score.add(List.of(car(LEFT), car(RIGHT)), List.of(found(0.9, LEFT), found(0.8, RIGHT)));

        assertThat(cars()).isEqualTo(new BoxScore.Result(2, 2, 1, 1, 1, 1, 1));
    }

    /** Right, wrong, right of two truths: precision 1 up to recall 0.5, then 2/3: 51 and 50 of the 101 steps. */
    @Test
    void averagesPrecisionOver101StepsOfRecall() {
        score.add(List.of(car(LEFT), car(RIGHT)), List.of(found(0.9, LEFT), found(0.8, BELOW), found(0.6, RIGHT)));

        BoxScore.Result result = cars();
        assertThat(result.ap50()).isCloseTo((51 + 50 * 2.0 / 3) / 101, CLOSE);
        assertThat(result.precision()).isCloseTo(2.0 / 3, CLOSE);
        assertThat(result.recall()).isEqualTo(1);
    }

    @Test
    void whatIsNotSureCountsForTheCurveAndNotForThePoint() {
        score.add(List.of(car(LEFT), car(RIGHT)), List.of(found(0.9, LEFT), found(0.3, RIGHT)));

        BoxScore.Result result = cars();
        assertThat(result.ap50()).isEqualTo(1);
        assertThat(result.recallMax()).isEqualTo(1);
        assertThat(result.recall()).isEqualTo(0.5);
        assertThat(result.precision()).isEqualTo(1);
    }

    /** Found at 0.6 of overlap: right at the thresholds 0.50, 0.55 and 0.60, three of ten. */
    @Test
    void askForTighterBoxesStepByStep() {
        Box wide = new Box(0, 0, 0.4, 0.24);
        score.add(List.of(car(LEFT)), List.of(found(0.9, wide)));

        assertThat(wide.iou(LEFT)).isCloseTo(0.6, CLOSE);
        assertThat(cars().ap()).isCloseTo(0.3, CLOSE);
    }

    @Test
    void aSecondBoxOnOneThingIsWrong() {
        score.add(List.of(car(LEFT)), List.of(found(0.9, LEFT), found(0.8, LEFT)));

        assertThat(cars().precision()).isEqualTo(0.5);
        assertThat(cars().ap50()).isEqualTo(1);
    }

    /** The wrong box is in another picture and more confident: precision 1/2 all the way. */
    @Test
    void confidenceCountsOverAllPictures() {
        score.add(List.of(), List.of(found(0.95, LEFT)));
        score.add(List.of(car(LEFT)), List.of(found(0.9, LEFT)));

        assertThat(cars().ap50()).isCloseTo(0.5, CLOSE);
    }

    @Test
    void difficultThingsAndCrowdsAreNeitherMissedNorWrong() {
        score.add(
                List.of(
                        car(LEFT),
                        new TrueBox("car", RIGHT, Counts.NOT),
                        new TrueBox("car", new Box(0, 0.5, 1, 0.5), Counts.AS_CROWD)),
                List.of(found(0.9, LEFT), found(0.8, RIGHT), found(0.7, RIGHT), found(0.6, BELOW)));

        assertThat(cars()).isEqualTo(new BoxScore.Result(1, 1, 1, 1, 1, 1, 1));
    }

    @Test
    void theMeanIsOverClassesThatHaveSomethingToFind() {
        score.add(
                List.of(car(LEFT), new TrueBox("dog", RIGHT)),
                List.of(found(0.9, LEFT), new Detection("cat", 0.9, BELOW)));

        assertThat(score.results()).containsOnlyKeys("car", "dog");
        assertThat(score.mean().ap50()).isEqualTo(0.5);
        assertThat(score.mean().truths()).isEqualTo(2);
    }

    private BoxScore.Result cars() {
        return Objects.requireNonNull(score.results().get("car"));
    }

    private static TrueBox car(Box box) {
        return new TrueBox("car", box);
    }

    private static Detection found(double confidence, Box box) {
        return new Detection("car", confidence, box);
    }
}
