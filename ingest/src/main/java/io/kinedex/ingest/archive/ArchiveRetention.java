package io.kinedex.ingest.archive;

import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.archive.ArchiveRows.Segment;
import io.kinedex.ingest.archive.FragmentArchive.ArchiveOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How fragments leave the archive: whole files, or all of a stream. Any thread. */
final class ArchiveRetention {
    private final ArchiveFiles archive;
    private final ArchiveTable table;
    private final ArchiveOptions options;
    private final Clock clock;

    ArchiveRetention(ArchiveFiles archive, ArchiveTable table, ArchiveOptions options, Clock clock) {
        this.archive = archive;
        this.table = table;
        this.options = options;
        this.clock = clock;
    }

    Duration age(String stream) {
        StreamFiles files = archive.of(stream);
        synchronized (files) {
            return files.retention();
        }
    }

    void retain(String stream, Duration age) {
        StreamFiles files = archive.of(stream);
        synchronized (files) {
            files.retain(age);
        }
    }

    /** See {@link FragmentArchive#trim}. */
    long trim(String stream, FragmentNumber analysed) {
        StreamFiles files = archive.of(stream);
        synchronized (files) {
            List<Segment> segments = table.segments(stream);
            long bytes = segments.stream().mapToLong(Segment::bytes).sum();
            Instant horizon = clock.instant().minus(files.retention());
            long removed = 0;
            for (Segment segment : segments) {
                boolean old = segment.written().isBefore(horizon);
                boolean surplus = bytes > options.retentionBytes() && segment != segments.getLast();
                if (!(old || surplus)
                        || segment.last().compareTo(analysed) > 0
                        || files.isBeingWritten(segment.ordinal())) {
                    break;
                }
                remove(stream, files, segment);
                bytes -= segment.bytes();
                removed += segment.fragments();
            }
            return removed;
        }
    }

    private void remove(String stream, StreamFiles files, Segment segment) {
        try {
            files.leave(segment.ordinal());
            table.remove(stream, segment);
            Files.deleteIfExists(SegmentFile.path(archive.folder(stream), segment.ordinal()));
        } catch (IOException e) {
            throw ArchiveFiles.disk(
                    "segment %d of stream '%s' cannot be removed".formatted(segment.ordinal(), stream), e);
        }
    }

    /** See {@link FragmentArchive#delete}. */
    void delete(String stream) {
        StreamFiles files = archive.of(stream);
        synchronized (files) {
            ArchiveFiles.endWriters(files);
            table.segments(stream).forEach(segment -> table.remove(stream, segment));
            table.removeOrigins(stream);
            deleteFiles(archive.folder(stream));
            files.retain(options.retentionAge());
            files.signal();
        }
    }

    private static void deleteFiles(Path streamFolder) {
        if (!Files.isDirectory(streamFolder)) {
            return;
        }
        try (Stream<Path> files = Files.list(streamFolder)) {
            for (Path file : new ArrayList<>(files.toList())) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(streamFolder);
        } catch (IOException e) {
            throw ArchiveFiles.disk("archive of %s cannot be removed".formatted(streamFolder.getFileName()), e);
        }
    }
}
