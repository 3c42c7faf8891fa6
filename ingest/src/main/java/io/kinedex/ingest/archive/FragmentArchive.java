package io.kinedex.ingest.archive;

import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentLimits;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.archive.ArchiveRows.Head;
import io.kinedex.ingest.archive.ArchiveRows.Segment;
import java.io.IOException;
import java.math.BigInteger;
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
import java.util.Optional;

/**
 * Every stream's fragments as they came. A fragment is on disk when {@link #append} returns. Any thread may call any
 * method; appends to one stream are serialised.
 */
public final class FragmentArchive implements AutoCloseable {
    private static final FragmentNumber BEFORE_ALL = new FragmentNumber(BigInteger.ZERO);

    private final ArchiveOptions options;
    private final ArchiveTable table;
    private final ArchiveFiles files;
    private final ArchiveWriting writing;
    private final ArchiveRetention retention;

    private FragmentArchive(Path folder, ArchiveOptions options, Clock clock, ArchiveTable table) {
        this.options = options;
        this.table = table;
        this.files = new ArchiveFiles(folder, options);
        this.writing = new ArchiveWriting(files, table, clock);
        this.retention = new ArchiveRetention(files, table, options, clock);
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
            throw ArchiveFiles.disk("archive folder %s cannot be made".formatted(folder), e);
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
        return writing.append(stream, fragment, placing);
    }

    /**
     * Keeps the next fragment of a source that numbers its fragments itself, and in the same step how far the source has
     * been taken. The fragment keeps its number where that is greater than the stream's last and is counted on otherwise,
     * as when files came in between.
     *
     * @param position after the fragment
     * @return where it lies; empty where the source has been taken that far already
     * @throws IngestException DISK; nothing was kept then
     */
    public Optional<ArchivedFragment> append(String stream, Fragment fragment, SourcePosition position) {
        return writing.append(stream, fragment, position);
    }

    /** Takes fragments in whose bytes are still arriving. The caller closes it. */
    public FragmentInflow inflow(String stream) {
        return new FragmentInflow(writing, stream, files.of(stream));
    }

    /**
     * Notes where reading of a source begins, so that it begins there again after a crash; nothing changes where the
     * source is known.
     *
     * @throws IngestException DISK
     */
    public SourcePosition begin(String stream, SourcePosition position) {
        synchronized (files.of(stream)) {
            Optional<SourcePosition> known = table.origin(stream, position.source());
            if (known.isEmpty()) {
                table.put(stream, position);
            }
            return known.orElse(position);
        }
    }

    /** How far the source has been taken; goes with the stream's archive. */
    public Optional<SourcePosition> position(String stream, String source) {
        return table.origin(stream, source);
    }

    /** How far each source has been taken that the stream has had. */
    public List<SourcePosition> positions(String stream) {
        return table.origins(stream);
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

    /** The same, waiting for it to be appended; empty where none was in time. */
    public Optional<ArchivedFragment> awaitAfter(String stream, FragmentNumber number, Duration patience)
            throws InterruptedException {
        StreamFiles its = files.of(stream);
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            long seen = its.appended();
            Optional<ArchivedFragment> row = after(stream, number);
            long left = deadline - System.nanoTime();
            if (row.isPresent() || left <= 0) {
                return row;
            }
            its.await(seen, left);
        }
    }

    public Optional<ArchivedFragment> newest(String stream) {
        return table.newest(stream);
    }

    /** The fragments that hold pictures of the interval, in order of time, at most so many. */
    public List<ArchivedFragment> covering(String stream, Instant from, Instant to, int atMost) {
        return table.covering(stream, from, to, atMost);
    }

    /**
     * By producer time: fragments that start in the interval, both ends included.
     *
     * @param after of those that start with the interval, in the same millisecond, only such as come after it
     */
    public List<ArchivedFragment> startingIn(
            String stream, Instant from, FragmentNumber after, Instant to, int atMost) {
        return table.startingIn(stream, from, after, to, atMost);
    }

    /**
     * By number: fragments that were received in the interval, both ends included.
     *
     * @param after only such as come after it
     */
    public List<ArchivedFragment> receivedIn(
            String stream, Instant from, FragmentNumber after, Instant to, int atMost) {
        List<ArchivedFragment> found = new ArrayList<>();
        Optional<ArchivedFragment> next = table.segments(stream).stream()
                .filter(segment -> !segment.written().isBefore(from))
                .map(Segment::first)
                .min(Comparator.naturalOrder())
                .flatMap(first -> table.atOrAfter(stream, max(first, after.next())));
        while (next.isPresent() && !next.get().received().isAfter(to) && found.size() < atMost) {
            next.filter(row -> !row.received().isBefore(from)).ifPresent(found::add);
            next = after(stream, next.get().number());
        }
        return found;
    }

    /** By producer time: fragments that start in the interval, both ends included, after the given one. */
    public List<ArchivedFragment> startingIn(
            String stream, Instant from, Instant to, Optional<ArchivedFragment> after, int atMost) {
        Instant begin = after.map(ArchivedFragment::start).orElse(from);
        return table.startingIn(
                stream, begin, after.map(ArchivedFragment::number).orElse(BEFORE_ALL), to, atMost);
    }

    /** By number: fragments that were received in the interval, both ends included, after the given one. */
    public List<ArchivedFragment> receivedIn(
            String stream, Instant from, Instant to, Optional<ArchivedFragment> after, int atMost) {
        return receivedIn(stream, from, after.map(ArchivedFragment::number).orElse(BEFORE_ALL), to, atMost);
    }

    private static FragmentNumber max(FragmentNumber one, FragmentNumber other) {
        return one.compareTo(other) < 0 ? other : one;
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
        byte[] bytes = new byte[row.length()];
        try (FileChannel in = open(row)) {
            ByteBuffer target = ByteBuffer.wrap(bytes);
            while (target.hasRemaining() && in.read(target, row.offset() + target.position()) >= 0) {}
            if (target.hasRemaining()) {
                throw new IOException(
                        "segment %d ends at byte %d of the fragment".formatted(row.segment(), target.position()));
            }
        } catch (IOException e) {
            throw ArchiveFiles.disk(
                    "fragment %s of stream '%s' cannot be read".formatted(row.number(), row.stream()), e);
        }
        long bytesMax = Math.max(options.fragmentBytesMax(), row.length());
        return Fragment.parse(bytes, FragmentLimits.DEFAULTS.withBytesMax(bytesMax));
    }

    /**
     * The file that holds the fragment and others of its segment, to be read from {@code row.offset()} on. It can be read
     * to its end even where retention removes it; the caller closes it.
     *
     * @throws IngestException NOT_FOUND where retention has removed it already
     */
    public FileChannel open(ArchivedFragment row) throws IOException {
        try {
            return FileChannel.open(SegmentFile.path(files.folder(row.stream()), row.segment()));
        } catch (NoSuchFileException e) {
            throw new IngestException(
                    IngestException.Code.NOT_FOUND,
                    "fragment %s of stream '%s' has left the archive".formatted(row.number(), row.stream()),
                    e);
        }
    }

    /** How long the stream's fragments are kept. */
    public Duration retention(String stream) {
        return retention.age(stream);
    }

    /** How long the stream's fragments are kept from now on, where it differs from the archive's rule. */
    public void retain(String stream, Duration age) {
        retention.retain(stream, age);
    }

    /**
     * Removes whole segments that are too old or too many, oldest first, never one that is being written and none with a
     * fragment after {@code analysed}. The newest goes only where it is too old.
     *
     * @return fragments removed
     */
    public long trim(String stream, FragmentNumber analysed) {
        return retention.trim(stream, analysed);
    }

    /** Removes all of a stream's fragments; its numbers are not given again. */
    public void delete(String stream) {
        retention.delete(stream);
    }

    @Override
    public void close() {
        files.close();
        table.close();
    }
}
