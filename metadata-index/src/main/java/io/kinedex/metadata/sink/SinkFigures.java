package io.kinedex.metadata.sink;

import io.kinedex.metadata.stream.PublishedRecord;
import io.kinedex.metadata.stream.SequenceNumber;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a runner knows of its sink. The runner's thread writes, any thread reads. */
final class SinkFigures {
    private final String name;
    private final Deque<Handed> underWay = new ArrayDeque<>();
    private SinkStatus.State state = SinkStatus.State.OPENING;
    private SequenceNumber acknowledged;
    private SequenceNumber lastHanded;
    private long handed;
    private long failures;
    private long skipped;
    private @Nullable String failure;
    private @Nullable Instant failed;

    /** A batch that was handed over: its last record, and when its first one arrived in the stream. */
    private record Handed(SequenceNumber last, Instant arrival) {}

    SinkFigures(String name, SequenceNumber acknowledged) {
        this.name = name;
        this.acknowledged = acknowledged;
        this.lastHanded = acknowledged;
    }

    synchronized void state(SinkStatus.State now) {
        state = now;
    }

    synchronized SequenceNumber acknowledged() {
        return acknowledged;
    }

    synchronized void handing(List<PublishedRecord> records) {
        lastHanded = records.getLast().sequence();
        handed += records.size();
        underWay.addLast(new Handed(lastHanded, records.getFirst().arrival()));
    }

    /** Whether nothing that was handed over is missing among what is safe up to the given record. */
    synchronized boolean allHandedBy(SequenceNumber safe) {
        return safe.compareTo(lastHanded) >= 0;
    }

    synchronized void acknowledged(SequenceNumber place) {
        acknowledged = place;
        while (!underWay.isEmpty() && underWay.getFirst().last().compareTo(place) <= 0) {
            underWay.removeFirst();
        }
    }

    /** What is not acknowledged will be handed over again. */
    synchronized void restarted() {
        underWay.clear();
        lastHanded = acknowledged;
    }

    synchronized void failed(RuntimeException reason) {
        state = SinkStatus.State.PAUSING;
        failures++;
        String message = reason.getMessage();
        failure = message == null ? reason.toString() : message;
        failed = Instant.now();
    }

    synchronized void skipped(long count) {
        skipped += count;
    }

    synchronized SinkStatus status(SequenceNumber latest, Map<String, Long> events) {
        Duration behind = underWay.isEmpty()
                ? Duration.ZERO
                : Duration.between(underWay.getFirst().arrival(), Instant.now());
        return new SinkStatus(
                name,
                state,
                acknowledged,
                Math.max(0, latest.value() - acknowledged.value()),
                behind.isNegative() ? Duration.ZERO : behind,
                handed,
                failures,
                Optional.ofNullable(failure),
                Optional.ofNullable(failed),
                skipped,
                events);
    }
}
