package io.kinedex.ingest.archive;

import io.kinedex.ingest.archive.ArchiveRows.Segment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The files of one stream that are being written. Whoever appends borrows a writer, so that several fragments can arrive
 * at the same time, each in a file that nobody else writes to; as a rule there is one. Its monitor is the stream's lock:
 * all methods but {@link #await} are called with it held.
 */
final class StreamFiles {
    private static final Duration SEGMENT_AGE_MIN = Duration.ofMinutes(1);
    private static final Duration SEGMENT_AGE_MAX = Duration.ofHours(1);
    private static final int SEGMENTS_PER_RETENTION = 32;

    private final Path folder;
    private final long segmentBytes;
    private final Deque<SegmentWriter> idle = new ArrayDeque<>();
    private final Set<SegmentWriter> borrowed = Collections.newSetFromMap(new IdentityHashMap<>());
    private Duration retention;
    private long lastOrdinal;
    private long appended;

    StreamFiles(Path folder, long segmentBytes, Duration retention) {
        this.folder = folder;
        this.segmentBytes = segmentBytes;
        this.retention = retention;
    }

    Duration retention() {
        return retention;
    }

    void retain(Duration age) {
        retention = age;
    }

    /** A file holds a small part of what is kept, so that what is too old can go. */
    Duration segmentAge() {
        Duration part = retention.dividedBy(SEGMENTS_PER_RETENTION);
        if (part.compareTo(SEGMENT_AGE_MIN) < 0) {
            return SEGMENT_AGE_MIN;
        }
        return part.compareTo(SEGMENT_AGE_MAX) > 0 ? SEGMENT_AGE_MAX : part;
    }

    /** @param rows the stream's segments by their rows; asked where no writer is idle */
    SegmentWriter borrow(Supplier<List<Segment>> rows, Instant now) throws IOException {
        SegmentWriter writer = idle.poll();
        if (writer == null) {
            List<Segment> segments = rows.get();
            Optional<Segment> newest =
                    segments.isEmpty() || !borrowed.isEmpty() ? Optional.empty() : Optional.of(segments.getLast());
            lastOrdinal = Math.max(
                    lastOrdinal, segments.isEmpty() ? 0 : segments.getLast().ordinal());
            writer = new SegmentWriter(folder, segmentBytes, () -> ++lastOrdinal, newest, now);
        }
        borrowed.add(writer);
        return writer;
    }

    void giveBack(SegmentWriter writer) throws IOException {
        if (borrowed.remove(writer)) {
            idle.push(writer);
        } else {
            writer.close();
        }
    }

    /** Whether the writer still counts: not once the stream has been removed under it. */
    boolean isBorrowed(SegmentWriter writer) {
        return borrowed.contains(writer);
    }

    boolean isBeingWritten(long ordinal) {
        return borrowed.stream().anyMatch(writer -> writer.isAt(ordinal));
    }

    /** Ends the idle writer at the segment, which is being removed. */
    void leave(long ordinal) throws IOException {
        for (SegmentWriter writer : new ArrayList<>(idle)) {
            if (writer.isAt(ordinal)) {
                idle.remove(writer);
                writer.close();
            }
        }
    }

    /** Ends all idle writers; those that are borrowed count no more. */
    void end() throws IOException {
        borrowed.clear();
        while (!idle.isEmpty()) {
            idle.pop().close();
        }
    }

    /** Something was appended, or the stream is gone. */
    void signal() {
        appended++;
        notifyAll();
    }

    synchronized long appended() {
        return appended;
    }

    /** Waits for the next {@link #signal} after {@code seen}. */
    synchronized void await(long seen, long nanos) throws InterruptedException {
        if (appended == seen && nanos > 0) {
            wait(nanos / 1_000_000 + 1);
        }
    }
}
