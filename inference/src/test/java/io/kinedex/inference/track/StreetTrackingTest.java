package io.kinedex.inference.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.inference.track.Street.Flaws;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole scenes with ground truth, several seeds each: the figures are sums over all of them. */
class StreetTrackingTest {
    private static final SightingScope SCOPE =
            new SightingScope("default", "street", "objects", "object", "ab".repeat(32));
    private static final Flaws NONE = new Flaws(0, 0, 0);
    private static final Flaws USUAL = new Flaws(0.06, 0.1, 0.2);
    private static final int SEEDS = 12;

    @Test
    void keepsEveryIdentityOfASparseStreetWithoutFlaws() {
        for (int fps : new int[] {2, 5, 25}) {
            Result result = run(2, 1, fps, NONE);
            assertThat(result.idf1())
                    .as("%d frames per second: %s", fps, result)
                    .isGreaterThan(0.93);
            assertThat(result.mota())
                    .as("%d frames per second: %s", fps, result)
                    .isGreaterThan(0.93);
        }
    }

    @Test
    void followsABusyStreetThroughNoiseMissesAndFalseAlarms() {
        Result slow = run(6, 2, 2, USUAL);
        Result usual = run(6, 2, 5, USUAL);
        Result fast = run(6, 2, 25, USUAL);
        assertThat(slow.idf1()).as("2 frames per second: %s", slow).isGreaterThan(0.7);
        assertThat(usual.idf1()).as("5 frames per second: %s", usual).isGreaterThan(0.75);
        assertThat(fast.idf1()).as("25 frames per second: %s", fast).isGreaterThan(0.75);
        assertThat(slow.mota()).as("2 frames per second: %s", slow).isGreaterThan(0.65);
        assertThat(usual.mota()).as("5 frames per second: %s", usual).isGreaterThan(0.7);
        assertThat(fast.mota()).as("25 frames per second: %s", fast).isGreaterThan(0.7);
    }

    @Test
    void stillFollowsAtOneFramePerSecond() {
        Result result = run(4, 1, 1, USUAL);
        assertThat(result.idf1()).as("%s", result).isGreaterThan(0.6);
    }

    private record Result(double mota, double idf1, double switchesPerScene) {}

    private static Result run(int walkers, int cars, int fps, Flaws flaws) {
        List<Score> scores = new ArrayList<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            scores.add(score(new Street(seed, walkers, cars, 40, flaws), fps));
        }
        Result result = new Result(
                scores.stream().mapToDouble(Score::mota).average().orElseThrow(),
                scores.stream().mapToDouble(Score::idf1).average().orElseThrow(),
                scores.stream().mapToInt(Score::switches).average().orElseThrow());
        return result;
    }

    private static Score score(Street street, int fps) {
        SightingTracker tracker = new SightingTracker(TrackerOptions.defaults(), SCOPE);
        Score score = new Score();
        Duration interval = Duration.ofNanos(1_000_000_000L / fps);
        int frame = 0;
        for (Street.View view : street.views(40, interval)) {
            String fragment = Integer.toString(1 + frame++ / (2 * fps));
            score.add(view.truth(), tracker.update(fragment, view.time(), interval, view.detections()));
        }
        return score;
    }
}
