package io.kinedex.inference.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinedex.inference.InferenceException;
import io.kinedex.metadata.record.AnalysedFrame;
import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.Detection;
import io.kinedex.metadata.record.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SightingTrackerTest {
    private static final SightingScope SCOPE =
            new SightingScope("default", "gate-2", "objects", "object", "ab".repeat(32));
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HALF = Duration.ofMillis(500);

    private final SightingTracker tracker = new SightingTracker(TrackerOptions.defaults(), SCOPE);

    @Test
    void makesOneSightingOfAThingThatStays() {
        for (int i = 0; i < 6; i++) {
            tracker.update("1", at(i * 500), HALF, List.of(car(0.45 + i * 0.02, 0.3)));
        }
        Sighting sighting = only(tracker.endFragment(at(3000)));
        assertThat(sighting.label()).isEqualTo("car");
        assertThat(sighting.kind()).isEqualTo("object");
        assertThat(sighting.start()).isEqualTo(NOON);
        assertThat(sighting.end()).isEqualTo(at(3000));
        assertThat(sighting.best()).isEqualTo(at(2500));
        assertThat(sighting.confidence()).isEqualTo(0.55);
        assertThat(sighting.open()).isTrue();
        assertThat(sighting.id()).matches("[0-9a-f]{32}");
    }

    @Test
    void goesOnOverFragmentsUnderTheSameId() {
        tracker.update("1", at(0), SECOND, List.of(car(0.8, 0.3)));
        Sighting first = only(tracker.endFragment(at(1000)));
        tracker.update("2", at(1000), SECOND, List.of(car(0.7, 0.32)));
        Sighting second = only(tracker.endFragment(at(2000)));
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.start()).isEqualTo(NOON);
        assertThat(second.end()).isEqualTo(at(2000));
        assertThat(second.best()).isEqualTo(NOON);
    }

    @Test
    void makesASightingOfOneVeryConfidentFrame() {
        AnalysedFrame frame = tracker.update("1", at(0), SECOND, List.of(car(0.6, 0.3)));
        tracker.update("1", at(1000), SECOND, List.of());
        Sighting sighting = only(tracker.endFragment(at(2000)));
        assertThat(sighting.end()).isEqualTo(at(1000));
        assertThat(frame.detections().getFirst().sightingId()).isEqualTo(sighting.id());
    }

    @Test
    void makesNoSightingOfOneFrameThatIsNotSure() {
        AnalysedFrame frame = tracker.update("1", at(0), SECOND, List.of(car(0.5, 0.3)));
        tracker.update("1", at(1000), SECOND, List.of());
        assertThat(tracker.endFragment(at(2000))).isEmpty();
        assertThat(frame.detections().getFirst().sightingId()).isEmpty();
    }

    @Test
    void needsNoSecondLookWhereFramesAreFarApart() {
        tracker.update("1", at(0), Duration.ofSeconds(10), List.of(car(0.42, 0.3)));
        Sighting sighting = only(tracker.endFragment(at(10_000)));
        tracker.update("2", at(10_000), Duration.ofSeconds(10), List.of(car(0.45, 0.3)));
        assertThat(only(tracker.endFragment(at(20_000))).id()).isEqualTo(sighting.id());
    }

    @Test
    void keepsAThingInSightByDetectionsOfLowConfidence() {
        tracker.update("1", at(0), HALF, List.of(car(0.8, 0.3)));
        for (int i = 1; i < 12; i++) {
            tracker.update("1", at(i * 500), HALF, List.of(car(0.2, 0.3)));
        }
        assertThat(only(tracker.endFragment(at(6000))).end()).isEqualTo(at(6000));
    }

    @Test
    void beginsNothingByDetectionsOfLowConfidence() {
        AnalysedFrame frame = tracker.update("1", at(0), HALF, List.of(car(0.3, 0.3), car(0.05, 0.6)));
        tracker.update("1", at(500), HALF, List.of(car(0.3, 0.3)));
        assertThat(frame.detections()).isEmpty();
        assertThat(tracker.endFragment(at(1000))).isEmpty();
    }

    @Test
    void endsASightingInTheFragmentInWhichItIsMissedForTooLong() {
        tracker.update("1", at(0), HALF, List.of(car(0.8, 0.3)));
        String id = only(tracker.endFragment(at(500))).id();
        tracker.update("2", at(500), HALF, List.of());
        assertThat(tracker.endFragment(at(1000))).isEmpty();
        tracker.update("3", at(1000), HALF, List.of());
        Sighting ended = only(tracker.endFragment(at(4000)));
        assertThat(ended.id()).isEqualTo(id);
        assertThat(ended.open()).isFalse();
        assertThat(ended.end()).isEqualTo(at(500));
        assertThat(tracker.openTracks()).isZero();
    }

    @Test
    void findsAThingAgainAfterAShortAbsence() {
        tracker.update("1", at(0), HALF, List.of(car(0.8, 0.30)));
        tracker.update("1", at(500), HALF, List.of(car(0.8, 0.35)));
        tracker.update("1", at(1000), HALF, List.of());
        tracker.update("1", at(1500), HALF, List.of(car(0.8, 0.45)));
        Sighting sighting = only(tracker.endFragment(at(2000)));
        assertThat(sighting.start()).isEqualTo(NOON);
        assertThat(sighting.end()).isEqualTo(at(2000));
    }

    @Test
    void startsAnewAfterAnHourOfSilence() {
        tracker.update("1", at(0), SECOND, List.of(car(0.8, 0.3)));
        tracker.update("2", at(3_600_000), SECOND, List.of(car(0.8, 0.3)));
        List<Sighting> sightings = tracker.endFragment(at(3_601_000));
        assertThat(sightings).extracting(Sighting::open).containsExactly(false, true);
        assertThat(sightings).extracting(Sighting::end).containsExactly(at(1000), at(3_601_000));
        assertThat(sightings).extracting(Sighting::id).doesNotHaveDuplicates();
    }

    @Test
    void startsAnewWhereTheClockStepsBackFar() {
        tracker.update("1", at(60_000), SECOND, List.of(car(0.8, 0.3)));
        tracker.update("2", at(0), SECOND, List.of(car(0.8, 0.3)));
        List<Sighting> sightings = tracker.endFragment(at(1000));
        assertThat(sightings).extracting(Sighting::start).containsExactly(at(60_000), at(0));
        assertThat(sightings).extracting(Sighting::open).containsExactly(false, true);
    }

    @Test
    void bearsEqualTimesAndSmallStepsBack() {
        tracker.update("1", at(1000), HALF, List.of(car(0.5, 0.3)));
        tracker.update("1", at(1000), HALF, List.of(car(0.6, 0.3)));
        tracker.update("1", at(960), HALF, List.of(car(0.9, 0.3)));
        tracker.update("1", at(1500), HALF, List.of(car(0.6, 0.3)));
        Sighting sighting = only(tracker.endFragment(at(2000)));
        assertThat(sighting.start()).isEqualTo(at(960));
        assertThat(sighting.best()).isEqualTo(at(960));
        assertThat(sighting.end()).isEqualTo(at(2000));
    }

    @Test
    void countsAnIntervalOfZeroAsAMillisecond() {
        tracker.update("1", at(0), Duration.ZERO, List.of(car(0.8, 0.3)));
        assertThat(only(tracker.endFragment(at(1000))).end()).isEqualTo(at(1));
    }

    @Test
    void votesForTheLabelByConfidence() {
        Box box = new Box(0.3, 0.3, 0.3, 0.2);
        tracker.update("1", at(0), HALF, List.of(new Detection("truck", 0.6, box)));
        tracker.update("1", at(500), HALF, List.of(new Detection("car", 0.7, box)));
        tracker.update("1", at(1000), HALF, List.of(new Detection("car", 0.5, box)));
        assertThat(only(tracker.endFragment(at(1500))).label()).isEqualTo("car");
    }

    @Test
    void keepsARiderAndTheBicycleApart() {
        Box rider = new Box(0.4, 0.2, 0.1, 0.4);
        Box bicycle = new Box(0.39, 0.35, 0.14, 0.27);
        for (int i = 0; i < 4; i++) {
            tracker.update(
                    "1",
                    at(i * 500),
                    HALF,
                    List.of(new Detection("person", 0.7, rider), new Detection("bicycle", 0.6, bicycle)));
        }
        assertThat(tracker.endFragment(at(2000)))
                .extracting(Sighting::label)
                .containsExactlyInAnyOrder("person", "bicycle");
    }

    @Test
    void tellsTwoThingsApartThatCross() {
        String left = "";
        String right = "";
        AnalysedFrame frame = new AnalysedFrame(NOON, List.of());
        for (int i = 0; i <= 10; i++) {
            Detection a = new Detection("person", 0.90, new Box(0.1 + 0.05 * i, 0.30, 0.08, 0.3));
            Detection b = new Detection("person", 0.89, new Box(0.6 - 0.05 * i, 0.34, 0.08, 0.3));
            frame = tracker.update("1", at(i * 250), Duration.ofMillis(250), List.of(a, b));
            if (i == 0) {
                left = frame.detections().get(0).sightingId();
                right = frame.detections().get(1).sightingId();
            }
        }
        assertThat(frame.detections().get(0).sightingId()).isEqualTo(left);
        assertThat(frame.detections().get(1).sightingId()).isEqualTo(right);
    }

    @Test
    void closesAllAtTheEndOfAStream() {
        tracker.update("1", at(0), HALF, List.of(car(0.8, 0.1), car(0.9, 0.6)));
        assertThat(tracker.closeAll()).hasSize(2).extracting(Sighting::open).containsOnly(false);
        assertThat(tracker.openTracks()).isZero();
        assertThat(tracker.endFragment(at(1000))).isEmpty();
    }

    @Test
    void boundsWhatOneFrameCanCost() {
        Random random = new Random(3);
        TrackerOptions options = TrackerOptions.defaults();
        for (int i = 0; i < 30; i++) {
            List<Detection> flood = new ArrayList<>();
            for (int d = 0; d < 2000; d++) {
                flood.add(new Detection(
                        "car",
                        0.4 + 0.6 * random.nextDouble(),
                        new Box(0.9 * random.nextDouble(), 0.9 * random.nextDouble(), 0.02, 0.02)));
            }
            AnalysedFrame frame = tracker.update("1", at(i * 40), Duration.ofMillis(40), flood);
            assertThat(frame.detections()).hasSize(options.detectionsMax());
            assertThat(tracker.openTracks()).isLessThanOrEqualTo(options.tracksMax());
        }
    }

    @Test
    void givesEveryTrackItsOwnId() {
        Instant same = at(0);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            tracker.update("1", same, HALF, List.of(car(0.9, 0.1), car(0.8, 0.7)));
            tracker.closeAll().forEach(sighting -> ids.add(sighting.id()));
        }
        assertThat(ids).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void refusesAStateThatIsNone() {
        for (String state : List.of("", "{}", "[1]", "null", "{\"version\":2}", "{\"version\":1,\"tracks\":[{}]}")) {
            assertThatThrownBy(() -> SightingTracker.restore(TrackerOptions.defaults(), SCOPE, state))
                    .as(state)
                    .isInstanceOf(InferenceException.class)
                    .hasMessageContaining("tracker state");
        }
    }

    @Test
    void refusesToTellItsStateInTheMiddleOfAFragment() {
        tracker.update("1", at(0), HALF, List.of(car(0.8, 0.3)));
        assertThatThrownBy(tracker::state).isInstanceOf(IllegalStateException.class);
        tracker.endFragment(at(500));
        assertThat(tracker.state()).contains("\"version\":1");
    }

    /** Cut after every fragment, restored from JSON: all that is published is equal. */
    @Test
    void publishesTheSameWhereverTheRunIsCut() {
        for (int seed = 0; seed < 6; seed++) {
            List<List<Street.View>> fragments = fragments(seed);
            List<String> whole = published(fragments, Collections.nCopies(fragments.size(), false));
            Random random = new Random(seed);
            for (int cut = 0; cut < fragments.size(); cut++) {
                List<Boolean> one = new ArrayList<>(Collections.nCopies(fragments.size(), false));
                one.set(cut, true);
                assertThat(published(fragments, one)).isEqualTo(whole);
            }
            List<Boolean> several = new ArrayList<>();
            fragments.forEach(fragment -> several.add(random.nextBoolean()));
            assertThat(published(fragments, several)).isEqualTo(whole);
        }
    }

    private static List<List<Street.View>> fragments(int seed) {
        Duration interval = Duration.ofNanos(333_333_333);
        List<Street.View> views = new Street(seed, 6, 2, 30, new Street.Flaws(0.06, 0.15, 0.3)).views(30, interval);
        Random random = new Random(seed);
        List<List<Street.View>> fragments = new ArrayList<>();
        int from = 0;
        while (from < views.size()) {
            int to = Math.min(views.size(), from + random.nextInt(8));
            fragments.add(views.subList(from, to));
            from = to;
        }
        return fragments;
    }

    private static List<String> published(List<List<Street.View>> fragments, List<Boolean> cutAfter) {
        SightingTracker tracker = new SightingTracker(TrackerOptions.defaults(), SCOPE);
        List<String> published = new ArrayList<>();
        Instant end = Street.START;
        for (int f = 0; f < fragments.size(); f++) {
            for (Street.View view : fragments.get(f)) {
                end = view.time().plusMillis(333);
                published.add(
                        tracker.update(Integer.toString(f), view.time(), Duration.ofMillis(333), view.detections())
                                .toString());
            }
            published.add(tracker.endFragment(end).toString());
            if (cutAfter.get(f)) {
                tracker = SightingTracker.restore(TrackerOptions.defaults(), SCOPE, tracker.state());
            }
        }
        published.add(tracker.closeAll().toString());
        return published;
    }

    private static Instant at(long milliseconds) {
        return NOON.plusMillis(milliseconds);
    }

    private static Detection car(double confidence, double left) {
        return new Detection("car", confidence, new Box(left, 0.4, 0.2, 0.15));
    }

    private static Sighting only(List<Sighting> sightings) {
        assertThat(sightings).hasSize(1);
        return sightings.getFirst();
    }
}
