package io.kinedex.metadata.stream;

import io.kinedex.metadata.record.EngineRef;
import io.kinedex.metadata.record.FragmentRef;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Small records and checkpoints that tests of the stream append. */
public final class Fragments {
    public static final String DIGEST = "0123456789abcdef".repeat(4);
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

    private Fragments() {}

    public static MetadataRecord record(String stream, long fragment) {
        return record(stream, fragment, DIGEST);
    }

    public static MetadataRecord record(String stream, long fragment, String digest) {
        Instant start = START.plusSeconds(fragment);
        return new MetadataRecord(
                "default",
                stream,
                new FragmentRef(Long.toString(fragment), start, start.plusSeconds(1)),
                new EngineRef("objects", "a-model", digest),
                new Outcome.Nothing(),
                List.of(),
                List.of());
    }

    public static Checkpoint checkpoint(String stream, long fragment) {
        return new Checkpoint(stream, Long.toString(fragment), "{\"after\":%d}".formatted(fragment));
    }

    public static SequenceNumber append(MetadataStream stream, String name, long fragment) {
        return stream.append(List.of(record(name, fragment)), checkpoint(name, fragment));
    }

    /** Polls until nothing more is there. */
    public static List<PublishedRecord> drain(Follower follower) throws InterruptedException {
        List<PublishedRecord> all = new ArrayList<>();
        List<PublishedRecord> some;
        do {
            some = follower.poll(7, java.time.Duration.ZERO);
            all.addAll(some);
        } while (!some.isEmpty());
        return all;
    }

    public static List<String> numbers(List<PublishedRecord> records) {
        return records.stream()
                .map(published -> published.record().fragment().number())
                .toList();
    }
}
