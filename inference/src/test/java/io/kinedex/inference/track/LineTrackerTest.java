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
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineTrackerTest {
    private static final SightingScope SCOPE = new SightingScope("default", "news", "text", "text", "cd".repeat(32));
    private static final TrackerOptions OPTIONS = TrackerOptions.defaults().withConfidences(0.3, 0.5, 0.8);
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final LineTracker tracker = new LineTracker(OPTIONS, SCOPE);

    @Test
    void makesOneSightingOfALineThatStays() {
        AnalysedFrame frame = read(0, line("EXIT", 0.9, 0.4, 0.1));
        read(1, line("EXIT", 0.95, 0.4, 0.1));

        Sighting sighting = only(tracker.endFragment(at(2)));

        assertThat(sighting.label()).isEqualTo("text");
        assertThat(sighting.kind()).isEqualTo("text");
        assertThat(sighting.wording().text()).isEqualTo("EXIT");
        assertThat(sighting.start()).isEqualTo(NOON);
        assertThat(sighting.end()).isEqualTo(at(2));
        assertThat(sighting.best()).isEqualTo(at(1));
        assertThat(sighting.open()).isTrue();
        assertThat(frame.detections().getFirst().sightingId()).isEqualTo(sighting.id());
        assertThat(frame.detections().getFirst().detection().label()).isEqualTo("text");
        assertThat(frame.detections().getFirst().detection().text()).isEqualTo("EXIT");
    }

    @Test
    void takesTheTextThatMostConfidenceWentTo() {
        List.of("EXlT 42", "EXIT 42", "EX1T42", "EXIT 42", "EXIT 4Z")
                .forEach(text -> read(0, line(text, 0.9, 0.4, 0.1)));

        assertThat(only(tracker.endFragment(at(5))).wording().text()).isEqualTo("EXIT 42");
    }

    @Test
    void endsALineWhenAnotherStandsInItsPlace() {
        read(0, line("Departures on time", 0.9, 0.4, 0.1));
        read(1, line("Platform 9 closed!", 0.9, 0.4, 0.1));

        List<Sighting> sightings = tracker.closeAll();

        assertThat(sightings)
                .extracting(sighting -> sighting.wording().text())
                .containsExactlyInAnyOrder("Departures on time", "Platform 9 closed!");
    }

    @Test
    void followsTitlesThatMoveUp() {
        for (int i = 0; i < 5; i++) {
            double top = 0.8 - 0.17 * i;
            read(i, line("Directed by Ada Lovelace", 0.9, 0.3, top), line("Sound by Alan", 0.9, 0.3, top + 0.06));
        }

        assertThat(tracker.endFragment(at(5)))
                .hasSize(2)
                .allSatisfy(sighting -> assertThat(sighting.start()).isEqualTo(NOON));
    }

    @Test
    void joinsATickerToOneLongLine() {
        String all =
                "Markets close higher after a quiet day - Rain in the north, sun in the south - Cup final on Sunday";
        for (int i = 0; i * 9 + 40 <= all.length(); i++) {
            read(i, line(all.substring(i * 9, i * 9 + 40).strip(), 0.9, 0.0, 0.9));
        }

        assertThat(only(tracker.endFragment(at(9))).wording().text())
                .startsWith("Markets close higher after a quiet day - Rain in the north, sun in the south");
    }

    @Test
    void joinsALineThatIsBeingWritten() {
        String all = "user@host:~$ tail --lines 20";
        for (int i = 8; i <= all.length(); i += 5) {
            read((i - 8) / 5, line(all.substring(0, i).strip(), 0.9, 0.1, 0.5, 0.02 * i));
        }

        assertThat(only(tracker.closeAll()).wording().text()).isEqualTo("user@host:~$ tail --lines 20");
    }

    @Test
    void keepsTwoLinesWithOneTextApart() {
        for (int i = 0; i < 3; i++) {
            read(i, line("Gate B12", 0.9, 0.1, 0.2), line("Gate B12", 0.9, 0.6, 0.2));
        }

        assertThat(tracker.endFragment(at(3))).hasSize(2);
    }

    @Test
    void doesNotBelieveOneUnsureReading() {
        read(0, line("Ilil", 0.6, 0.4, 0.1));
        read(1);

        assertThat(tracker.closeAll()).isEmpty();
    }

    @Test
    void goesOnFromItsStateAsIfNothingHadHappened() {
        Random random = new Random(11);
        List<List<Finding>> frames = new ArrayList<>();
        String ticker = "One two three four five six seven eight nine ten eleven twelve thirteen fourteen";
        for (int i = 0; i < 24; i++) {
            frames.add(List.of(
                    line(random.nextBoolean() ? "SPEED LIMIT 30" : "SPEED L1MIT 30", 0.9, 0.2, 0.3),
                    line(ticker.substring(2 * i, 2 * i + 30), 0.85, 0.0, 0.9),
                    line("Hello " + i / 8, 0.6 + 0.01 * random.nextInt(20), 0.5, 0.5)));
        }
        LineTracker resumed = new LineTracker(OPTIONS, SCOPE);
        for (int i = 0; i < frames.size(); i++) {
            String fragment = String.valueOf(i / 3);
            assertThat(resumed.track(fragment, at(i), SECOND, frames.get(i)))
                    .isEqualTo(tracker.track(fragment, at(i), SECOND, frames.get(i)));
            if (i % 3 == 2) {
                assertThat(resumed.endFragment(at(i + 1))).isEqualTo(tracker.endFragment(at(i + 1)));
                resumed = LineTracker.restore(OPTIONS, SCOPE, resumed.state());
            }
        }
        assertThat(resumed.closeAll()).isEqualTo(tracker.closeAll()).isNotEmpty();
    }

    @Test
    void keepsItsStateSmallHoweverLongAClockIsRead() {
        for (int i = 0; i < 2000; i++) {
            read(i, line("12:%02d:%02d".formatted(i / 60, i % 60), 0.9, 0.8, 0.05));
        }
        assertThat(tracker.endFragment(at(2000))).hasSize(1);
        assertThat(tracker.state().length()).isLessThan(4000);
    }

    @Test
    void refusesAStateThatIsNotItsOwn() {
        assertThatThrownBy(() -> LineTracker.restore(OPTIONS, SCOPE, "{}"))
                .isInstanceOf(InferenceException.class)
                .hasMessageContaining("not complete");
        assertThatThrownBy(() -> LineTracker.restore(OPTIONS, SCOPE, "["))
                .isInstanceOf(InferenceException.class)
                .hasMessageContaining("cannot be read");
    }

    private AnalysedFrame read(int second, Finding... lines) {
        return tracker.track("1", at(second), SECOND, List.of(lines));
    }

    private static Finding line(String text, double confidence, double left, double top) {
        return line(text, confidence, left, top, Math.min(1 - left, 0.02 * text.length()));
    }

    private static Finding line(String text, double confidence, double left, double top, double width) {
        return new Finding(
                new Detection("text", confidence, new Box(left, Math.min(top, 0.95), width, 0.05), List.of(), text));
    }

    private static Sighting only(List<Sighting> sightings) {
        assertThat(sightings).hasSize(1);
        return sightings.getFirst();
    }

    private static Instant at(int second) {
        return NOON.plusSeconds(second);
    }
}
