package io.kinedex.ingest.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinedex.metadata.record.AnalysedFrame;
import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.Detection;
import io.kinedex.metadata.record.EngineRef;
import io.kinedex.metadata.record.FragmentRef;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.Outcome;
import io.kinedex.metadata.record.TrackedDetection;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgreementTest {
    private static final Instant START = Instant.parse("2026-11-26T10:00:00Z");

    @Test
    void pairsWhatOverlapsMostAndCountsTheRest() {
        Agreement agreement = new Agreement(0.5);
        agreement.add(record("a", frame(0, at("car", 0.1), at("car", 0.12), at("dog", 0.6)), frame(1)), true);
        assertThat(agreement.frames()).isZero();
        agreement.add(record("b", frame(0, at("car", 0.12), at("cat", 0.6)), frame(2)), false);

        assertThat(agreement.frames()).isEqualTo(1);
        assertThat(agreement.all().both()).isEqualTo(1);
        assertThat(agreement.all().firstAlone()).isEqualTo(2);
        assertThat(agreement.all().secondAlone()).isEqualTo(1);
        assertThat(agreement.all().meanIou()).isEqualTo(1, within(1e-9));
        assertThat(agreement.all().f1()).isEqualTo(2.0 / 5, within(1e-9));
        assertThat(agreement.byLabel().keySet()).containsExactly("car", "cat", "dog");
        assertThat(agreement.byLabel())
                .hasEntrySatisfying(
                        "dog", counts -> assertThat(counts.firstAlone()).isEqualTo(1));
    }

    @Test
    void aDetectionIsInOnePairAlone() {
        Agreement agreement = new Agreement(0.5);
        agreement.add(record("b", frame(0, at("car", 0.1))), false);
        agreement.add(record("a", frame(0, at("car", 0.1), at("car", 0.1))), true);

        assertThat(agreement.all().both()).isEqualTo(1);
        assertThat(agreement.all().firstAlone()).isEqualTo(1);
    }

    private static Detection at(String label, double left) {
        return new Detection(label, 0.9, new Box(left, 0.2, 0.2, 0.2));
    }

    private static AnalysedFrame frame(int second, Detection... detections) {
        return new AnalysedFrame(
                START.plusSeconds(second),
                Arrays.stream(detections)
                        .map(detection -> new TrackedDetection("", detection))
                        .toList());
    }

    private static MetadataRecord record(String model, AnalysedFrame... frames) {
        return new MetadataRecord(
                "default",
                "gate-1",
                new FragmentRef("1", START, START.plusSeconds(3)),
                new EngineRef("objects", model, "ab".repeat(32)),
                new Outcome.Found(),
                List.of(frames),
                List.of());
    }
}
