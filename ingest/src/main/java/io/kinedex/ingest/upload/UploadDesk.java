package io.kinedex.ingest.upload;

import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.IngestException.Code;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.storage.DurableFiles;
import io.kinedex.ingest.stream.StreamConfig;
import io.kinedex.ingest.upload.Upload.Progress;
import io.kinedex.ingest.upload.Upload.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** {@link Uploads} kept as a folder each: the bytes, until they are cut, and a row that says how far it is. */
public final class UploadDesk implements Uploads {
    private static final int FILE_NAME_MAX = 1024;

    private final UploadRows rows;
    private final Path folder;
    private final UploadLimits limits;
    private final Clock clock;
    private final Set<String> writing = ConcurrentHashMap.newKeySet();
    private final AtomicLong lastId = new AtomicLong();
    private volatile Consumer<String> queued = stream -> {};

    /**
     * What is taken and how long it is listed.
     *
     * @param bytesMax     larger files are refused
     * @param freeBytesMin what must stay free on the disk
     * @param retentionAge how long an ended upload is listed
     */
    public record UploadLimits(long bytesMax, long freeBytesMin, Duration retentionAge) {}

    public UploadDesk(Path folder, UploadLimits limits, Clock clock) {
        this.folder = folder;
        this.rows = new UploadRows(folder);
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Begins to tell of what is to be cut.
     *
     * @param listener told of each stream that has a file to cut, now and later
     */
    public void start(Consumer<String> listener) {
        queued = listener;
        rows.all().stream()
                .filter(UploadRow::queued)
                .map(UploadRow::stream)
                .distinct()
                .forEach(listener);
    }

    UploadRows rows() {
        return rows;
    }

    Clock clock() {
        return clock;
    }

    @Override
    public Upload create(NewUpload upload) {
        StreamConfig.requireName(upload.stream());
        if (upload.fileName().isBlank() || upload.fileName().length() > FILE_NAME_MAX) {
            throw new IngestException(Code.BAD_REQUEST, "a file name has 1 to %d characters".formatted(FILE_NAME_MAX));
        }
        requireRoom(upload.fileName(), upload.length().orElse(0));
        upload.after().ifPresent(before -> {
            if (!require(before).stream().equals(upload.stream())) {
                throw new IngestException(
                        Code.BAD_REQUEST, "upload %s, named by after, is of another stream".formatted(before));
            }
        });
        UploadRow row = UploadRow.fresh(nextId(), upload);
        rows.add(row);
        return row.view();
    }

    /** Ids grow with time, and by one where the clock does not. */
    private String nextId() {
        long id = lastId.updateAndGet(last -> Math.max(last + 1, clock.millis() << 8));
        return String.format(Locale.ROOT, "%016x", id);
    }

    private void requireRoom(String name, long bytes) {
        if (bytes > limits.bytesMax()) {
            throw new IngestException(
                    Code.TOO_LARGE,
                    "%s has %d bytes and uploads.bytes-max is %d".formatted(name, bytes, limits.bytesMax()));
        }
        long free = folder.toFile().getUsableSpace();
        if (bytes > free - limits.freeBytesMin()) {
            throw new IngestException(
                    Code.DISK,
                    "no room for the %d MB of %s: the disk of %s has %d MB left, of which %d MB stay free (archive.free-bytes-min)"
                            .formatted(bytes >> 20, name, folder, free >> 20, limits.freeBytesMin() >> 20));
        }
    }

    @Override
    public Optional<Upload> find(String id) {
        return rows.find(id).map(UploadRow::view);
    }

    @Override
    public List<Upload> list(String stream) {
        return rows.all().stream()
                .filter(row -> stream.isEmpty() || row.stream().equals(stream))
                .sorted(Comparator.comparing(UploadRow::id).reversed())
                .limit(1000)
                .map(UploadRow::view)
                .toList();
    }

    private UploadRow require(String id) {
        return rows.find(id).orElseThrow(() -> new IngestException(Code.NOT_FOUND, "no upload '%s'".formatted(id)));
    }

    @Override
    public Upload begin(String id, long offset) {
        UploadRow row = require(id);
        if (row.state() != State.RECEIVING) {
            throw new IngestException(
                    Code.CONFLICT,
                    "upload %s takes no more bytes: it is %s"
                            .formatted(id, row.state().name().toLowerCase(Locale.ROOT)));
        }
        if (!writing.add(id)) {
            throw new IngestException(Code.CONFLICT, "another request is writing to upload %s".formatted(id));
        }
        try {
            long received = size(content(id));
            if (offset != received) {
                throw new IngestException(
                        Code.CONFLICT, "upload %s goes on at byte %d, not at %d".formatted(id, received, offset));
            }
            requireRoom(row.fileName(), Math.max(0, row.length() - received));
            return row.receiving(received).view();
        } catch (RuntimeException e) {
            writing.remove(id);
            throw e;
        }
    }

    @Override
    public Path content(String id) {
        return rows.content(id);
    }

    @Override
    public Upload written(String id, boolean complete) {
        try {
            Path content = content(id);
            if (Files.exists(content)) {
                DurableFiles.force(content);
            }
            long received = size(content);
            UploadRow row = rows.change(id, old -> after(old, received, complete))
                    .orElseThrow(() -> new IngestException(Code.NOT_FOUND, "no upload '%s'".formatted(id)));
            if (row.queued()) {
                queued.accept(row.stream());
            }
            return row.view();
        } finally {
            writing.remove(id);
        }
    }

    private UploadRow after(UploadRow old, long received, boolean complete) {
        long most = old.length() < 0 ? limits.bytesMax() : old.length();
        if (received > most) {
            return old.failed(
                    "%s has more than the %d bytes announced or allowed".formatted(old.fileName(), most),
                    clock.instant());
        }
        return complete && old.length() < 0 ? old.complete(received) : old.receiving(received);
    }

    private static long size(Path content) {
        try {
            return Files.exists(content) ? Files.size(content) : 0;
        } catch (IOException e) {
            throw DurableFiles.disk("%s cannot be read".formatted(content), e);
        }
    }

    @Override
    public boolean cancel(String id) {
        if (rows.find(id).isEmpty()) {
            return false;
        }
        rows.remove(id);
        return true;
    }

    /** Ends all that is under way for a stream that is removed. */
    public void cancelAll(String stream) {
        rows.all().stream()
                .filter(row -> row.stream().equals(stream) && !row.state().ended())
                .forEach(row -> cancel(row.id()));
    }

    /** Notes that a fragment's records are in the metadata stream. */
    public void analysed(ArchivedFragment fragment, long frames, long sightings) {
        rows.all().stream()
                .filter(row -> row.state() == State.ANALYSING && row.stream().equals(fragment.stream()))
                .filter(row -> row.holds(fragment.number()))
                .findFirst()
                .ifPresent(
                        row -> rows.note(row.id(), now -> now.progressed(analysed(now, fragment, frames, sightings))));
    }

    private static Progress analysed(UploadRow row, ArchivedFragment fragment, long frames, long sightings) {
        Progress before = row.progress();
        UploadRow.Plan plan = row.plan().orElseThrow();
        return new Progress(
                before.media(),
                before.mediaCut(),
                UploadCutter.media(plan, fragment),
                before.fragmentsCut(),
                UploadCutter.ordinals(plan, fragment),
                frames,
                sightings);
    }

    /** Uploads that have been cut and wait for their last fragment to be searchable. */
    List<UploadRow> waiting(String stream) {
        return rows.all().stream()
                .filter(row -> row.state() == State.ANALYSING
                        && row.cut()
                        && row.stream().equals(stream))
                .toList();
    }

    void searchable(String id) {
        if (rows.find(id).filter(row -> !row.state().ended()).isPresent()) {
            rows.change(id, row -> row.searchable(clock.instant()));
        }
    }

    /** Forgets uploads that ended long ago. */
    public void trim() {
        Instant horizon = clock.instant().minus(limits.retentionAge());
        rows.all().stream()
                .filter(row -> row.ended().filter(horizon::isAfter).isPresent())
                .forEach(row -> rows.remove(row.id()));
    }
}
