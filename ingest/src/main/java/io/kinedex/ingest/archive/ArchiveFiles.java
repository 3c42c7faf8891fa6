package io.kinedex.ingest.archive;

import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.archive.FragmentArchive.ArchiveOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The folders of an archive's streams and who writes in them. Any thread. */
final class ArchiveFiles implements AutoCloseable {
    private final Path folder;
    private final ArchiveOptions options;
    private final Map<String, StreamFiles> streams = new ConcurrentHashMap<>();

    ArchiveFiles(Path folder, ArchiveOptions options) {
        this.folder = folder;
        this.options = options;
    }

    Path folder(String stream) {
        return folder.resolve("streams").resolve(stream);
    }

    /** The files of the stream; their monitor is the stream's lock. */
    StreamFiles of(String stream) {
        return streams.computeIfAbsent(
                stream, name -> new StreamFiles(folder(name), options.segmentBytes(), options.retentionAge()));
    }

    /** @throws IngestException DISK where the disk has less left than it must */
    void requireRoom() {
        long free = folder.toFile().getUsableSpace();
        if (free < options.freeBytesMin()) {
            throw new IngestException(
                    IngestException.Code.DISK,
                    "the disk of %s has %d MB left and archive.free-bytes-min is %d MB; make room or lower the retention"
                            .formatted(folder, free >> 20, options.freeBytesMin() >> 20));
        }
    }

    static IngestException disk(String what, Exception cause) {
        return new IngestException(IngestException.Code.DISK, "%s: %s".formatted(what, cause.getMessage()), cause);
    }

    static void endWriters(StreamFiles files) {
        try {
            files.end();
        } catch (IOException e) {
            throw disk("a segment cannot be closed", e);
        }
    }

    @Override
    public void close() {
        for (StreamFiles each : streams.values()) {
            synchronized (each) {
                endWriters(each);
            }
        }
    }
}
