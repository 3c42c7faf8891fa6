package io.kinedex.ingest.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinedex.inference.InferenceException;
import io.kinedex.inference.track.Finding;
import io.kinedex.inference.track.SightingScope;
import io.kinedex.inference.track.SightingTracker;
import io.kinedex.inference.track.TrackerOptions;
import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.Detection;
import io.kinedex.metadata.record.Embedding;
import io.kinedex.metadata.record.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BestLookTrackerTest {
    private static final Instant START = Instant.parse("2026-11-26T10:00:00Z");
    private static final Duration STEP = Duration.ofMillis(500);
    private static final SightingScope SCOPE =
            new SightingScope("default", "gate-1", "objects", "object", "ab".repeat(32));

    @Test
    void tellsTheSurestLookWithTheLastWordOnASighting() {
        BestLookTracker tracker = tracker(Optional.empty());
        List<Sighting> first = fragment(tracker, 0, look(0.6, 1), look(0.9, 2), look(0.7, 3));
        List<Sighting> last = new ArrayList<>(fragment(tracker, 1, look(0.8, 4)));
        last.addAll(tracker.closeAll());

        assertThat(first).singleElement().satisfies(sighting -> {
            assertThat(sighting.open()).isTrue();
            assertThat(sighting.embedding()).isEqualTo(Embedding.NONE);
        });
        assertThat(last.getLast().open()).isFalse();
        assertThat(last.getLast().embedding()).isEqualTo(vector(2));
    }

    @Test
    void goesOnFromItsStateAsIfNothingHadHappened() {
        BestLookTracker whole = tracker(Optional.empty());
        BestLookTracker before = tracker(Optional.empty());
        fragment(whole, 0, look(0.6, 1), look(0.9, 2));
        fragment(before, 0, look(0.6, 1), look(0.9, 2));
        BestLookTracker after = tracker(Optional.of(before.state()));

        assertThat(after.state()).isEqualTo(whole.state());
        assertThat(fragment(after, 1, look(0.8, 4))).isEqualTo(fragment(whole, 1, look(0.8, 4)));
        assertThat(after.closeAll()).isEqualTo(whole.closeAll());
    }

    @Test
    void refusesAStateThatIsNone() {
        assertThatThrownBy(() -> tracker(Optional.of("{\"version\":1,\"boxes\":\"\",\"looks\":3}")))
                .isInstanceOf(InferenceException.class);
    }

    private static BestLookTracker tracker(Optional<String> state) {
        TrackerOptions options = TrackerOptions.defaults().withConfidences(0.2, 0.4, 0.4);
        return BestLookTracker.of(
                state,
                boxes -> boxes.isPresent()
                        ? SightingTracker.restore(options, SCOPE, boxes.get())
                        : new SightingTracker(options, SCOPE));
    }

    private static List<Sighting> fragment(BestLookTracker tracker, int number, Finding... findings) {
        Instant begin = START.plusSeconds(2L * number);
        for (int i = 0; i < findings.length; i++) {
            tracker.track(Integer.toString(number), begin.plus(STEP.multipliedBy(i)), STEP, List.of(findings[i]));
        }
        return tracker.endFragment(begin.plusSeconds(2));
    }

    private static Finding look(double confidence, int number) {
        Detection detection = new Detection("car", confidence, new Box(0.1, 0.2, 0.3, 0.4));
        return new Finding(detection, vector(number), confidence);
    }

    private static Embedding vector(int number) {
        return new Embedding("mobilenet-v1", new float[] {number, 1});
    }
}
