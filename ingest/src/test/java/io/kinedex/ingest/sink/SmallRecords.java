package io.kinedex.ingest.sink;

import io.kinedex.metadata.record.EngineRef;
import io.kinedex.metadata.record.FragmentRef;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.Outcome;
import io.kinedex.metadata.stream.Checkpoint;
import io.kinedex.metadata.stream.MetadataStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Records that tests of sinks publish. */
final class SmallRecords {
    private static final String DIGEST = "0123456789abcdef".repeat(4);
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

    private SmallRecords() {}

    static MetadataRecord of(String stream, long fragment) {
        Instant start = START.plusSeconds(fragment);
        return new MetadataRecord(
                "default",
                stream,
                new FragmentRef(Long.toString(fragment), start, start.plusSeconds(1)),
                new EngineRef("objects", "a-model", DIGEST),
                new Outcome.Nothing(),
                List.of(),
                List.of());
    }

    /** Appends the fragments' records, a hundred at once. */
    static void publish(MetadataStream stream, String name, int from, int to) {
        for (int first = from; first <= to; first += 100) {
            int last = Math.min(to, first + 99);
            List<MetadataRecord> batch = new ArrayList<>();
            for (int fragment = first; fragment <= last; fragment++) {
                batch.add(of(name, fragment));
            }
            stream.append(batch, new Checkpoint(name, Integer.toString(last), "{}"));
        }
    }
}
