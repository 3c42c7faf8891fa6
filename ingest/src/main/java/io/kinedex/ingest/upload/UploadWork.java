package io.kinedex.ingest.upload;

import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.metadata.index.MetadataIndex;
import io.kinedex.metadata.stream.Checkpoint;
import io.kinedex.metadata.stream.MetadataStream;
import io.kinedex.metadata.stream.SequenceNumber;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes uploads from received to searchable: a thread for each stream that has files to cut, which cuts them in the order in
 * which they were created, and a note when all that was found in one is searchable. Any thread may call it.
 */
public final class UploadWork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UploadWork.class);
    private static final Duration DISK_RETRY = Duration.ofSeconds(5);
    private static final Duration SEARCHABLE_PATIENCE = Duration.ofMinutes(10);

    private final UploadDesk desk;
    private final UploadCutter cutter;
    private final MetadataStream metadata;
    private final MetadataIndex index;
    private final Map<String, Thread> cutting = new HashMap<>();
    private final Set<String> ending = ConcurrentHashMap.newKeySet();
    private boolean closed;

    /**
     * @param target   length of a fragment
     * @param archived told of a stream that has a new fragment
     */
    public UploadWork(
            UploadDesk desk,
            FragmentArchive archive,
            MetadataStream metadata,
            MetadataIndex index,
            Duration target,
            long fragmentBytesMax,
            Consumer<String> archived) {
        this.desk = desk;
        this.metadata = metadata;
        this.index = index;
        this.cutter = new UploadCutter(desk, archive, target, fragmentBytesMax, stream -> {
            archived.accept(stream);
            checkWaiting(stream);
        });
    }

    /** Goes on with everything that was under way when the node last ended. */
    public void start() {
        desk.start(stream -> {
            wake(stream);
            checkWaiting(stream);
        });
    }

    private synchronized void wake(String stream) {
        if (!closed && !cutting.containsKey(stream)) {
            cutting.put(stream, Thread.ofPlatform().name("cutting-" + stream).start(() -> cutAll(stream)));
        }
    }

    private void cutAll(String stream) {
        try {
            Optional<UploadRow> next = nextOrEnd(stream);
            while (next.isPresent()) {
                cut(next.get());
                next = nextOrEnd(stream);
            }
        } catch (InterruptedException e) {
            LOG.debug("cutting of stream {} interrupted", stream);
            ended(stream);
        }
    }

    private synchronized void ended(String stream) {
        cutting.remove(stream);
    }

    /** The oldest file that may be cut, or the thread's end: decided under the lock under which {@link #wake} looks. */
    private synchronized Optional<UploadRow> nextOrEnd(String stream) {
        Optional<UploadRow> next = desk.rows().all().stream()
                .filter(row -> row.stream().equals(stream) && row.queued() && !row.cut())
                .min(Comparator.comparing(UploadRow::id));
        if (next.isEmpty() || closed) {
            cutting.remove(stream);
            return Optional.empty();
        }
        return next;
    }

    private void cut(UploadRow row) throws InterruptedException {
        try {
            cutter.cut(row.id());
            LOG.info("upload {} of stream {} is cut: {}", row.id(), row.stream(), row.fileName());
        } catch (IngestException e) {
            if (desk.rows().find(row.id()).isEmpty()) {
                return;
            }
            LOG.warn("upload {} of stream {} waits: {}", row.id(), row.stream(), e.getMessage());
            desk.rows().note(row.id(), r -> r.warned("waits: " + e.getMessage()).attempted(0));
            Thread.sleep(DISK_RETRY);
        } catch (RuntimeException | Error e) { // a thread that ended for good would leave the upload where it is
            LOG.error("upload {} of stream {} cannot be cut", row.id(), row.stream(), e);
            desk.rows()
                    .change(
                            row.id(),
                            r -> r.failed(
                                    "%s: %s".formatted(row.fileName(), e),
                                    desk.clock().instant()));
        }
    }

    /** Notes that the fragment's records are in the metadata stream, the last of them at {@code sequence}. */
    public void analysed(ArchivedFragment fragment, long frames, long sightings, SequenceNumber sequence) {
        desk.analysed(fragment, frames, sightings);
        endUploads(fragment.stream(), fragment.number(), sequence);
    }

    private void checkWaiting(String stream) {
        metadata.checkpoint(stream)
                .map(Checkpoint::fragmentNumber)
                .ifPresent(number -> endUploads(stream, FragmentNumber.parse(number), metadata.latest()));
    }

    private void endUploads(String stream, FragmentNumber analysed, SequenceNumber sequence) {
        for (UploadRow row : desk.waiting(stream)) {
            if (FragmentNumber.parse(row.last()).compareTo(analysed) <= 0 && ending.add(row.id())) {
                Thread.ofVirtual().name("searchable-" + row.id()).start(() -> whenSearchable(row.id(), sequence));
            }
        }
    }

    private void whenSearchable(String id, SequenceNumber sequence) {
        try {
            if (index.awaitSearchable(sequence, SEARCHABLE_PATIENCE)) {
                desk.searchable(id);
            } else {
                LOG.warn(
                        "record {} is not searchable after {}; upload {} stays open",
                        sequence,
                        SEARCHABLE_PATIENCE,
                        id);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ending.remove(id);
        }
    }

    /** Ends the cutting of one stream and forgets its uploads. */
    public void cancel(String stream) {
        desk.cancelAll(stream);
        Optional<Thread> thread;
        synchronized (this) {
            thread = Optional.ofNullable(cutting.get(stream));
        }
        thread.ifPresent(UploadWork::end);
    }

    private static void end(Thread thread) {
        thread.interrupt();
        try {
            if (!thread.join(Duration.ofSeconds(10))) {
                LOG.warn("thread {} did not end in 10 s", thread.getName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        Map<String, Thread> threads;
        synchronized (this) {
            closed = true;
            threads = Map.copyOf(cutting);
        }
        threads.values().forEach(UploadWork::end);
    }
}
