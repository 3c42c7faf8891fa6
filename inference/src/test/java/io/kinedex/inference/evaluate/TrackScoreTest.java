package io.kinedex.inference.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinedex.inference.evaluate.TrueBox.Counts;
import io.kinedex.metadata.record.Box;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each figure was worked out by hand. */
class TrackScoreTest {
    private static final Box LEFT = new Box(0, 0, 0.3, 0.3);
    private static final Box RIGHT = new Box(0.6, 0, 0.3, 0.3);

    private final TrackScore score = new TrackScore();

    @Test
    void aPerfectTrackerHasOne() {
        for (int frame = 0; frame < 3; frame++) {
            score.add(truth("a", LEFT, "b", RIGHT), Map.of("1", LEFT, "2", RIGHT));
        }

        TrackScore.Result result = score.result();
        assertThat(result.mota()).isEqualTo(1);
        assertThat(result.idf1()).isEqualTo(1);
        assertThat(result.motp()).isCloseTo(1, within(1e-9));
        assertThat(result.things()).isEqualTo(2);
    }

    /** Four frames of one thing: track 1 for two, track 2 for one, then missed with something false elsewhere. */
    @Test
    void countsMissesFalseBoxesAndSwitches() {
        score.add(truth("a", LEFT), Map.of("1", LEFT));
        score.add(truth("a", LEFT), Map.of("1", LEFT));
        score.add(truth("a", LEFT), Map.of("2", LEFT));
        score.add(truth("a", LEFT), Map.of("2", RIGHT));

        TrackScore.Result result = score.result();
        assertThat(result.misses()).isEqualTo(1);
        assertThat(result.falsePositives()).isEqualTo(1);
        assertThat(result.switches()).isEqualTo(1);
        assertThat(result.mota()).isCloseTo(1 - 3 / 4.0, within(1e-9));
        // a is track 1 for two of its four boxes; four boxes were found
        assertThat(result.idf1()).isCloseTo(2 * 2 / 8.0, within(1e-9));
    }

    /** Track 2 fits better in the second frame, but track 1 still fits and holds. */
    @Test
    void aPairHoldsWhileItOverlaps() {
        Box near = new Box(0.05, 0, 0.3, 0.3);
        score.add(truth("a", LEFT), Map.of("1", LEFT));
        score.add(truth("a", LEFT), Map.of("1", near, "2", LEFT));

        assertThat(score.result().switches()).isZero();
        assertThat(score.result().falsePositives()).isEqualTo(1);
    }

    @Test
    void aThingThatComesBackWithItsTrackIsNoSwitch() {
        score.add(truth("a", LEFT), Map.of("1", LEFT));
        score.add(Map.of(), Map.of());
        score.add(truth("a", RIGHT), Map.of("1", RIGHT));

        assertThat(score.result().switches()).isZero();
        assertThat(score.result().idf1()).isEqualTo(1);
    }

    @Test
    void whatIsFoundOnADistractorIsNotFalse() {
        Map<String, TrueBox> labelled = new HashMap<>(truth("a", LEFT));
        labelled.put("poster", new TrueBox("person", RIGHT, Counts.NOT));
        score.add(labelled, Map.of("1", LEFT, "2", RIGHT));

        assertThat(score.result().mota()).isEqualTo(1);
        assertThat(score.result().truths()).isEqualTo(1);
    }

    @Test
    void sequencesAddUp() {
        score.add(truth("a", LEFT), Map.of("1", LEFT));
        TrackScore other = new TrackScore();
        other.add(truth("a", LEFT), Map.of());

        assertThat(score.result().plus(other.result()).mota()).isEqualTo(0.5);
    }

    private static Map<String, TrueBox> truth(Object... idsAndBoxes) {
        Map<String, TrueBox> truth = new HashMap<>();
        for (int i = 0; i < idsAndBoxes.length; i += 2) {
            truth.put((String) idsAndBoxes[i], new TrueBox("person", (Box) idsAndBoxes[i + 1]));
        }
        return truth;
    }
}
