package io.kinedex.metadata.profile;

import io.kinedex.metadata.record.AnalysedFrame;
import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.Detection;
import io.kinedex.metadata.record.EngineRef;
import io.kinedex.metadata.record.FragmentRef;
import io.kinedex.metadata.record.Keypoint;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.Outcome;
import io.kinedex.metadata.record.TrackedDetection;
import io.kinedex.metadata.stream.PublishedRecord;
import io.kinedex.metadata.stream.SequenceNumber;
import java.time.Instant;
import java.util.List;

/** The records of the golden files. */
public final class Examples {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00.193Z");
    private static final Instant ARRIVAL = Instant.parse("2026-11-22T10:00:02.412Z");

    /** Two frames: one with a face and a hand that is none, one without anything. */
    public static final PublishedRecord FACES = published(
            4711,
            record(
                    "faces",
                    new Outcome.Found(),
                    List.of(
                            new AnalysedFrame(
                                    START.plusMillis(500),
                                    List.of(new TrackedDetection("8f14e45fceea167a", face()), hand())),
                            new AnalysedFrame(START.plusSeconds(2), List.of()))));

    public static final PublishedRecord OBJECTS = published(
            4712,
            record("objects", new Outcome.Found(), List.of(new AnalysedFrame(START.plusMillis(500), List.of(hand())))));

    public static final PublishedRecord DROPPED =
            published(4713, record("faces", new Outcome.Dropped("skipped to live"), List.of()));

    private Examples() {}

    private static PublishedRecord published(long sequence, MetadataRecord record) {
        return new PublishedRecord(new SequenceNumber(sequence), 2, ARRIVAL, record);
    }

    private static MetadataRecord record(String engine, Outcome outcome, List<AnalysedFrame> frames) {
        return new MetadataRecord(
                "default",
                "gate 2",
                new FragmentRef("91343852333181432392682062607743920146264094277", START, START.plusSeconds(2)),
                new EngineRef(engine, "a-model", "0123456789abcdef".repeat(4)),
                outcome,
                frames,
                List.of());
    }

    private static Detection face() {
        return new Detection(
                "face",
                0.9134,
                new Box(0.41, 0.22, 0.08125, 0.14444),
                List.of(
                        new Keypoint("right-eye", 0.43125, 0.27315),
                        new Keypoint("left-eye", 0.46875, 0.27222),
                        new Keypoint("nose", 0.45, 0.00001),
                        new Keypoint("mouth", 0.45, 0.33),
                        new Keypoint("right-ear", -0.01, 0.27),
                        new Keypoint("left-ear", 0.48, 0.27)));
    }

    private static TrackedDetection hand() {
        return new TrackedDetection("", new Detection("hand", 0.5, new Box(0, 0, 1, 1)));
    }
}
