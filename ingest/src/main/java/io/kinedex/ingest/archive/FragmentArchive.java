package io.kinedex.ingest.archive;

import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentLimits;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.archive.ArchiveRows.Head;
import io.kinedex.ingest.archive.ArchiveRows.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Every stream's fragments as they came. A fragment is on disk when {@link #append} returns. Any thread may call any
 * method; appends to one stream are serialised.
 */
public final class FragmentArchive implements AutoCloseable {
    private final Path folder;
    private final ArchiveOptions options;
    private final Clock clock;
    private final ArchiveTable table;
    private final Map<String, SegmentWriter> writers = new ConcurrentHashMap<>();
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    private FragmentArchive(Path folder, ArchiveOptions options, Clock clock, ArchiveTable table) {
        this.folder = folder;
        this.options = options;
        this.clock = clock;
        this.table = table;
    }

    /**
     * How much is kept and how.
     *
     * @param segmentBytes     size at which a new file begins
     * @param freeBytesMin     {@link #append} refuses when the disk has less
     * @param fragmentBytesMax larger fragments are refused
     * @param retentionAge     {@link #trim} removes what was written longer ago
     * @param retentionBytes   {@link #trim} removes a stream's oldest segments beyond it
     */
    public record ArchiveOptions(
            long segmentBytes, long freeBytesMin, long fragmentBytesMax, Duration retentionAge, long retentionBytes) {}

    /**
     * What a stream has in the archive.
     *
     * @param start producer time of the earliest fragment
     * @param end   producer time at which the latest ends
     */
    public record Totals(long fragments, long bytes, Optional<Instant> start, Optional<Instant> end) {}

    /**
     * Opens the archive in the folder, or begins one.
     *
     * @throws IngestException DISK where the folder cannot be used
     */
    public static FragmentArchive open(Path folder, ArchiveOptions options, Clock clock) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw disk("archive folder %s cannot be made".formatted(folder), e);
        }
        return new FragmentArchive(folder, options, clock, ArchiveTable.open(folder.resolve("index")));
    }

    /**
     * How a fragment is kept.
     *
     * @param number       greater than that of every fragment the stream has had
     * @param shift        added to the fragment's own times
     * @param endOfSession whether its source ends with it
     */
    public record Placing(FragmentNumber number, Duration shift, boolean endOfSession) {}

    /**
     * Keeps the fragment.
     *
     * @return where it lies
     * @throws IngestException DISK, or CONFLICT where the number is not greater than the stream's last
     */
    public ArchivedFragment append(String stream, Fragment fragment, Placing placing) {
        FragmentNumber number = placing.number();
        requireRoom();
        synchronized (lock(stream)) {
            Optional<Head> head = table.head(stream);
            if (head.isPresent() && number.compareTo(head.get().lastNumber()) <= 0) {
                throw new IngestException(
                        IngestException.Code.CONFLICT,
                        "stream '%s' already has fragment %s; %s is not after it"
                                .formatted(stream, head.get().lastNumber(), number));
            }
            try {
                return write(
                        stream, fragment, placing, head.map(Head::lastOrdinal).orElse(0L) + 1);
            } catch (IOException e) {
                throw disk("fragment %s of stream '%s' cannot be written".formatted(number, stream), e);
            }
        }
    }

    private ArchivedFragment write(String stream, Fragment fragment, Placing placing, long ordinal) throws IOException {
        ByteBuffer bytes = fragment.bytes();
        SegmentWriter writer = writer(stream);
        SegmentWriter.Place place = writer.place(bytes.remaining());
        writer.write(place, bytes);
        ArchivedFragment row = new ArchivedFragment(
                stream,
                placing.number(),
                ordinal,
                fragment.producerStart().plus(placing.shift()),
                fragment.producerEnd().plus(placing.shift()),
                placing.shift(),
                place.segment(),
                place.offset(),
                bytes.remaining(),
                placing.endOfSession());
        Segment segment = grown(place, row);
        table.put(row, segment);
        writer.wrote(segment);
        return row;
    }

    private Segment grown(SegmentWriter.Place place, ArchivedFragment row) {
        Instant now = clock.instant();
        return place.existing()
                .map(s -> new Segment(
                        s.ordinal(),
                        s.bytes() + row.length(),
                        s.fragments() + 1,
                        s.first(),
                        row.number(),
                        s.start().isBefore(row.start()) ? s.start() : row.start(),
                        s.end().isAfter(row.end()) ? s.end() : row.end(),
                        now))
                .orElseGet(() -> new Segment(
                        place.segment(), row.length(), 1, row.number(), row.number(), row.start(), row.end(), now));
    }

    /** The number of the last fragment the stream has had, even where it has left the archive. */
    public Optional<FragmentNumber> lastNumber(String stream) {
        return table.head(stream).map(Head::lastNumber);
    }

    /** How many fragments the stream has had. */
    public long lastOrdinal(String stream) {
        return table.head(stream).map(Head::lastOrdinal).orElse(0L);
    }

    public Optional<ArchivedFragment> find(String stream, FragmentNumber number) {
        return table.fragment(stream, number);
    }

    /** The first fragment whose number is greater. */
    public Optional<ArchivedFragment> after(String stream, FragmentNumber number) {
        return table.atOrAfter(stream, number.next());
    }

    public Optional<ArchivedFragment> newest(String stream) {
        return table.newest(stream);
    }

    /** The fragments that hold pictures of the interval, in order of time, at most so many. */
    public List<ArchivedFragment> covering(String stream, Instant from, Instant to, int atMost) {
        return table.covering(stream, from, to, atMost);
    }

    public Totals totals(String stream) {
        List<Segment> segments = table.segments(stream);
        return new Totals(
                segments.stream().mapToLong(Segment::fragments).sum(),
                segments.stream().mapToLong(Segment::bytes).sum(),
                segments.stream().map(Segment::start).min(Comparator.naturalOrder()),
                segments.stream().map(Segment::end).max(Comparator.naturalOrder()));
    }

    /**
     * The fragment, read back.
     *
     * @throws IngestException NOT_FOUND where retention has removed it since
     */
    public Fragment read(ArchivedFragment row) {
        Path file = SegmentWriter.file(folder(row.stream()), row.segment());
        byte[] bytes = new byte[row.length()];
        try (FileChannel in = FileChannel.open(file)) {
            ByteBuffer target = ByteBuffer.wrap(bytes);
            while (target.hasRemaining() && in.read(target, row.offset() + target.position()) >= 0) {}
            if (target.hasRemaining()) {
                throw new IOException("%s ends at byte %d of the fragment".formatted(file, target.position()));
            }
        } catch (NoSuchFileException e) {
            throw new IngestException(
                    IngestException.Code.NOT_FOUND,
                    "fragment %s of stream '%s' has left the archive".formatted(row.number(), row.stream()),
                    e);
        } catch (IOException e) {
            throw disk("fragment %s of stream '%s' cannot be read".formatted(row.number(), row.stream()), e);
        }
        long bytesMax = Math.max(options.fragmentBytesMax(), row.length());
        return Fragment.parse(bytes, FragmentLimits.DEFAULTS.withBytesMax(bytesMax));
    }

    /**
     * Removes whole segments that are too old or too many, oldest first, never the one that is being written and none
     * with a fragment after {@code analysed}.
     *
     * @return fragments removed
     */
    public long trim(String stream, FragmentNumber analysed) {
        synchronized (lock(stream)) {
            List<Segment> segments = table.segments(stream);
            long bytes = segments.stream().mapToLong(Segment::bytes).sum();
            Instant horizon = clock.instant().minus(options.retentionAge());
            long removed = 0;
            for (Segment segment : segments.subList(0, Math.max(0, segments.size() - 1))) {
                boolean surplus =
                        bytes > options.retentionBytes() || segment.written().isBefore(horizon);
                if (!surplus || segment.last().compareTo(analysed) > 0) {
                    break;
                }
                table.remove(stream, segment);
                SegmentWriter.file(folder(stream), segment.ordinal()).toFile().delete();
                bytes -= segment.bytes();
                removed += segment.fragments();
            }
            return removed;
        }
    }

    /** Removes all of a stream's fragments; its numbers are not given again. */
    public void delete(String stream) {
        synchronized (lock(stream)) {
            closeWriter(Optional.ofNullable(writers.remove(stream)));
            table.segments(stream).forEach(segment -> table.remove(stream, segment));
            deleteFiles(folder(stream));
        }
    }

    private void deleteFiles(Path streamFolder) {
        if (!Files.isDirectory(streamFolder)) {
            return;
        }
        try (Stream<Path> files = Files.list(streamFolder)) {
            for (Path file : new ArrayList<>(files.toList())) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(streamFolder);
        } catch (IOException e) {
            throw disk("archive of %s cannot be removed".formatted(streamFolder.getFileName()), e);
        }
    }

    private SegmentWriter writer(String stream) throws IOException {
        SegmentWriter writer = writers.get(stream);
        if (writer == null) {
            List<Segment> segments = table.segments(stream);
            Optional<Segment> newest = segments.isEmpty() ? Optional.empty() : Optional.of(segments.getLast());
            writer = new SegmentWriter(folder(stream), options.segmentBytes(), newest);
            writers.put(stream, writer);
        }
        return writer;
    }

    private void requireRoom() {
        long free = folder.toFile().getUsableSpace();
        if (free < options.freeBytesMin()) {
            throw new IngestException(
                    IngestException.Code.DISK,
                    "the disk of %s has %d MB left and archive.free-bytes-min is %d MB; make room or lower the retention"
                            .formatted(folder, free >> 20, options.freeBytesMin() >> 20));
        }
    }

    private Path folder(String stream) {
        return folder.resolve("streams").resolve(stream);
    }

    private Object lock(String stream) {
        return locks.computeIfAbsent(stream, name -> new Object());
    }

    private static IngestException disk(String what, Exception cause) {
        return new IngestException(IngestException.Code.DISK, "%s: %s".formatted(what, cause.getMessage()), cause);
    }

    private static void closeWriter(Optional<SegmentWriter> writer) {
        if (writer.isPresent()) {
            try {
                writer.get().close();
            } catch (IOException e) {
                throw disk("a segment cannot be closed", e);
            }
        }
    }

    @Override
    public void close() {
        writers.values().forEach(writer -> closeWriter(Optional.of(writer)));
        writers.clear();
        table.close();
    }
}
