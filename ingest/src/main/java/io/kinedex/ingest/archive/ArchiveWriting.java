package io.kinedex.ingest.archive;

import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.archive.ArchiveRows.Head;
import io.kinedex.ingest.archive.ArchiveRows.Segment;
import io.kinedex.ingest.archive.FragmentArchive.Placing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How fragments come into the archive: bytes first, then rows. Any thread; what goes into one stream is serialised by the
 * stream's lock.
 */
final class ArchiveWriting {
    private final ArchiveFiles archive;
    private final ArchiveTable table;
    private final Clock clock;

    ArchiveWriting(ArchiveFiles archive, ArchiveTable table, Clock clock) {
        this.archive = archive;
        this.table = table;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    void requireRoom() {
        archive.requireRoom();
    }

    /** See {@link FragmentArchive#append(String, Fragment, Placing)}. */
    ArchivedFragment append(String stream, Fragment fragment, Placing placing) {
        FragmentNumber number = placing.number();
        requireRoom();
        synchronized (archive.of(stream)) {
            Optional<Head> head = table.head(stream);
            if (head.isPresent() && number.compareTo(head.get().lastNumber()) <= 0) {
                throw new IngestException(
                        IngestException.Code.CONFLICT,
                        "stream '%s' already has fragment %s; %s is not after it"
                                .formatted(stream, head.get().lastNumber(), number));
            }
            return write(stream, fragment, placing, head, Optional.empty());
        }
    }

    /** See {@link FragmentArchive#append(String, Fragment, SourcePosition)}. */
    Optional<ArchivedFragment> append(String stream, Fragment fragment, SourcePosition position) {
        requireRoom();
        synchronized (archive.of(stream)) {
            Optional<SourcePosition> taken = table.origin(stream, position.source());
            if (taken.isPresent() && position.number().compareTo(taken.get().number()) <= 0) {
                return Optional.empty();
            }
            Optional<Head> head = table.head(stream);
            Placing placing = new Placing(free(position.number(), head), Duration.ZERO, false);
            return Optional.of(write(stream, fragment, placing, head, Optional.of(position)));
        }
    }

    /** The number where no fragment of the stream has it or a greater one, or else the next. */
    private static FragmentNumber free(FragmentNumber wanted, Optional<Head> head) {
        return head.map(Head::lastNumber)
                .filter(last -> wanted.compareTo(last) <= 0)
                .map(FragmentNumber::next)
                .orElse(wanted);
    }

    private ArchivedFragment write(
            String stream, Fragment fragment, Placing placing, Optional<Head> head, Optional<SourcePosition> position) {
        StreamFiles files = archive.of(stream);
        ByteBuffer bytes = fragment.bytes();
        try {
            SegmentWriter writer = borrow(stream);
            try {
                SegmentFile file = writer.place(bytes.remaining(), now(), files.segmentAge());
                ArchivedFragment row = row(stream, fragment, placing, head, file, position.isPresent());
                file.write(bytes.duplicate(), file.end());
                file.force();
                writer.finished(file, row.length(), now());
                put(writer, file, row, position);
                return row;
            } finally {
                writer.drop();
                files.giveBack(writer);
            }
        } catch (IOException e) {
            throw ArchiveFiles.disk(
                    "fragment %s of stream '%s' cannot be written".formatted(placing.number(), stream), e);
        }
    }

    private ArchivedFragment row(
            String stream,
            Fragment fragment,
            Placing placing,
            Optional<Head> head,
            SegmentFile file,
            boolean ofSource) {
        return new ArchivedFragment(
                stream,
                placing.number(),
                head.map(Head::lastOrdinal).orElse(0L) + 1,
                fragment.producerStart().plus(placing.shift()),
                fragment.producerEnd().plus(placing.shift()),
                placing.shift(),
                file.ordinal(),
                file.end(),
                fragment.bytes().remaining(),
                placing.endOfSession(),
                fragment.serverTimestamp().filter(time -> ofSource).orElseGet(this::now));
    }

    private void put(SegmentWriter writer, SegmentFile file, ArchivedFragment row, Optional<SourcePosition> position)
            throws IOException {
        Segment segment = grown(file.row(), row, now());
        table.put(List.of(row), List.of(segment), position);
        writer.kept(file, segment, 1);
        archive.of(row.stream()).signal();
    }

    /** A writer of the stream, whose lock is held. */
    SegmentWriter borrow(String stream) throws IOException {
        return archive.of(stream).borrow(() -> table.segments(stream), now());
    }

    /** Where a fragment goes whose size nobody knows yet. The stream's lock is held. */
    SegmentFile place(SegmentWriter writer, StreamFiles files) throws IOException {
        return writer.place(0, now(), files.segmentAge());
    }

    /** Gives fragments whose bytes are on disk their rows, all in one step. The stream's lock is held. */
    List<ArchivedFragment> put(String stream, SegmentWriter writer, List<IncomingFragment> fragments)
            throws IOException {
        Instant now = now();
        List<ArchivedFragment> rows = new ArrayList<>();
        Map<SegmentFile, Segment> segments = new LinkedHashMap<>();
        Optional<Head> head = table.head(stream);
        for (IncomingFragment fragment : fragments) {
            ArchivedFragment row = row(stream, fragment, head);
            SegmentFile file = fragment.file();
            segments.put(file, grown(Optional.ofNullable(segments.get(file)).or(file::row), row, now));
            head = Optional.of(new Head(row.number(), row.ordinal()));
            rows.add(row);
        }
        table.put(rows, List.copyOf(segments.values()), Optional.empty());
        for (Map.Entry<SegmentFile, Segment> grown : segments.entrySet()) {
            int count = Math.toIntExact(fragments.stream()
                    .filter(fragment -> fragment.file() == grown.getKey())
                    .count());
            writer.kept(grown.getKey(), grown.getValue(), count);
        }
        archive.of(stream).signal();
        return rows;
    }

    private static ArchivedFragment row(String stream, IncomingFragment fragment, Optional<Head> head) {
        IncomingFragment.Keeping keeping = fragment.keeping();
        return new ArchivedFragment(
                stream,
                free(keeping.number(), head),
                head.map(Head::lastOrdinal).orElse(0L) + 1,
                keeping.start(),
                keeping.end(),
                Duration.ZERO,
                fragment.file().ordinal(),
                fragment.offset(),
                fragment.length(),
                keeping.endOfSession(),
                keeping.received());
    }

    /** A segment's row once the fragment is in it. */
    private static Segment grown(Optional<Segment> segment, ArchivedFragment row, Instant now) {
        return segment.map(s -> new Segment(
                        s.ordinal(),
                        s.bytes() + row.length(),
                        s.fragments() + 1,
                        s.first(),
                        row.number(),
                        s.start().isBefore(row.start()) ? s.start() : row.start(),
                        s.end().isAfter(row.end()) ? s.end() : row.end(),
                        now))
                .orElseGet(() -> new Segment(
                        row.segment(), row.length(), 1, row.number(), row.number(), row.start(), row.end(), now));
    }
}
