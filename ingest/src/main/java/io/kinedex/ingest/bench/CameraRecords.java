package io.kinedex.ingest.bench;

import io.kinedex.metadata.record.AnalysedFrame;
import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.Detection;
import io.kinedex.metadata.record.EngineRef;
import io.kinedex.metadata.record.FragmentRef;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.Outcome;
import io.kinedex.metadata.record.TrackedDetection;
import io.kinedex.metadata.stream.Checkpoint;
import io.kinedex.metadata.stream.MetadataStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Records as a camera gives them: of a fragment, two frames with two things in view each. Stateless. */
final class CameraRecords {
    private static final String DIGEST = "0123456789abcdef".repeat(4);
    private static final int FRAMES = 2;
    private static final int THINGS = 2;
    private static final int APPENDED = 100;

    private CameraRecords() {}

    static MetadataRecord of(String stream, long fragment) {
        Instant start = Instant.EPOCH.plusSeconds(1_700_000_000 + 2 * fragment);
        List<AnalysedFrame> frames = IntStream.range(0, FRAMES)
                .mapToObj(frame -> new AnalysedFrame(start.plusMillis(500L * frame), things(fragment)))
                .toList();
        return new MetadataRecord(
                "default",
                stream,
                new FragmentRef(Long.toString(fragment), start, start.plusSeconds(2)),
                new EngineRef("objects", "efficientdet-lite0", DIGEST),
                new Outcome.Found(),
                frames,
                List.of());
    }

    private static List<TrackedDetection> things(long fragment) {
        return IntStream.range(0, THINGS)
                .mapToObj(thing -> new TrackedDetection(
                        "%024x%08x".formatted(fragment, thing),
                        new Detection("person", 0.8123, new Box(0.1 + 0.3 * thing, 0.2, 0.15, 0.4), List.of())))
                .toList();
    }

    /** So many records of each camera, in turn. */
    static void append(MetadataStream stream, int cameras, int each) {
        for (int first = 1; first <= each; first += APPENDED) {
            int last = Math.min(each, first + APPENDED - 1);
            for (int camera = 0; camera < cameras; camera++) {
                String name = "camera-" + camera;
                List<MetadataRecord> records = new ArrayList<>();
                for (int fragment = first; fragment <= last; fragment++) {
                    records.add(of(name, fragment));
                }
                stream.append(records, new Checkpoint(name, Integer.toString(last), "{}"));
            }
        }
    }
}
