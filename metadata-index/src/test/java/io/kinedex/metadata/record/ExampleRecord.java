package io.kinedex.metadata.record;

import java.time.Instant;
import java.util.List;

/** The record that docs/records.md and the golden file show. */
final class ExampleRecord {
    private static final String SIGHTING = "8f14e45fceea167a";
    private static final Box BOX = new Box(0.41, 0.22, 0.08125, 0.14444);
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

    static final MetadataRecord RECORD = new MetadataRecord(
            "default",
            "gate-2",
            new FragmentRef("91343852333181432392682062607743920146264094277", START, START.plusSeconds(2)),
            new EngineRef("faces", "a-face-model", "0123456789abcdef".repeat(4)),
            new Outcome.Found(),
            List.of(
                    new AnalysedFrame(START.plusMillis(500), List.of(new TrackedDetection(SIGHTING, detection()))),
                    new AnalysedFrame(START.plusMillis(1000), List.of())),
            List.of(new Sighting(
                    SIGHTING,
                    "face",
                    "face",
                    START.plusMillis(500),
                    START.plusMillis(1000),
                    START.plusMillis(500),
                    BOX,
                    0.9134,
                    false)));

    private ExampleRecord() {}

    private static Detection detection() {
        return new Detection(
                "face",
                0.9134,
                BOX,
                List.of(new Keypoint("right-eye", 0.43125, 0.27315), new Keypoint("left-eye", 0.46875, 0.27222)));
    }
}
