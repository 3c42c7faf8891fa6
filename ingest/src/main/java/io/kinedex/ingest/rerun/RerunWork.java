package io.kinedex.ingest.rerun;

import io.kinedex.inference.InferenceService;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.pipeline.Analysis;
import io.kinedex.ingest.pipeline.ArchivePass;
import io.kinedex.ingest.rerun.Rerun.Progress;
import io.kinedex.ingest.rerun.Rerun.State;
import io.kinedex.metadata.index.MetadataIndex;
import io.kinedex.metadata.stream.SequenceNumber;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does reruns, one after the other, on one thread that exists while there is one. Its models' work waits for that of live
 * streams. Any thread may call it.
 */
public final class RerunWork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RerunWork.class);
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Duration SEARCHABLE_PATIENCE = Duration.ofMinutes(10);
    private static final Duration END_PATIENCE = Duration.ofSeconds(10);

    private final RerunRows rows;
    private final Analysis analysis;
    private final MetadataIndex index;
    private final Clock clock;
    private @Nullable Thread thread;
    private boolean closed;

    /** Nothing is done before {@link #wake}. */
    public RerunWork(Path folder, Analysis analysis, MetadataIndex index, Clock clock) {
        this.rows = new RerunRows(folder);
        this.analysis = analysis;
        this.index = index;
        this.clock = clock;
    }

    RerunRows rows() {
        return rows;
    }

    /** There may be a rerun to do. */
    public synchronized void wake() {
        if (!closed && thread == null && oldest().isPresent()) {
            thread = Thread.ofPlatform().name("rerunning").start(() -> InferenceService.inBackground(this::runAll));
        }
    }

    private Optional<RerunRow> oldest() {
        return rows.all().stream().filter(row -> !row.state().ended()).findFirst();
    }

    /** The next one, or the thread's end: decided under the lock under which {@link #wake} looks. */
    private synchronized Optional<RerunRow> nextOrEnd() {
        Optional<RerunRow> next = closed ? Optional.empty() : oldest();
        if (next.isEmpty()) {
            thread = null;
        }
        return next;
    }

    private void runAll() {
        try {
            Optional<RerunRow> next = nextOrEnd();
            while (next.isPresent()) {
                run(next.get());
                next = nextOrEnd();
            }
        } catch (InterruptedException e) {
            LOG.debug("rerunning interrupted");
        }
    }

    private void run(RerunRow row) throws InterruptedException {
        String id = row.id();
        rows.change(id, RerunRow::running);
        try (ArchivePass pass = analysis.pass(row.plan())) {
            try {
                while (!isGivenUp(id)) {
                    Optional<ArchivePass.Step> step = pass.next();
                    if (step.isEmpty()) {
                        end(id, pass, State.COMPLETE, "");
                        return;
                    }
                    note(row, step.get());
                }
                end(id, pass, State.CANCELLED, "");
            } catch (IngestException e) {
                LOG.warn("rerun {} of stream {} failed", id, row.stream(), e);
                end(id, pass, State.FAILED, String.valueOf(e.getMessage()));
            }
        } catch (RuntimeException | Error e) { // a thread that ended for good would leave the others where they are
            LOG.error("rerun {} of stream {} is begun again from its checkpoint", id, row.stream(), e);
            Thread.sleep(RETRY);
        }
    }

    private boolean isGivenUp(String id) {
        return rows.find(id).map(RerunRow::cancelling).orElse(true);
    }

    private void note(RerunRow row, ArchivePass.Step step) {
        rows.note(row.id(), now -> {
            Progress before = now.progress();
            return now.progressed(new Progress(
                    before.fragments(),
                    before.done() + 1,
                    before.frames() + step.frames(),
                    before.sightings() + step.sightings()));
        });
    }

    private void end(String id, ArchivePass pass, State how, String why) throws InterruptedException {
        SequenceNumber told = pass.end(
                how == State.COMPLETE
                        ? io.kinedex.metadata.record.Rerun.State.COMPLETE
                        : io.kinedex.metadata.record.Rerun.State.CANCELLED);
        if (!index.awaitSearchable(told, SEARCHABLE_PATIENCE)) {
            LOG.warn("rerun {} has ended, but the index does not follow", id);
        }
        rows.change(id, row -> row.ended(how, why, clock.instant()));
        LOG.info("rerun {} is {}", id, how.key());
    }

    /** See {@link Reruns#cancel}. */
    boolean cancel(String id) {
        Optional<RerunRow> row = rows.find(id);
        if (row.isEmpty()) {
            return false;
        }
        if (row.get().state().ended()) {
            throw new IngestException(
                    IngestException.Code.CONFLICT,
                    "rerun %s cannot be given up: it is %s"
                            .formatted(id, row.get().state().key()));
        }
        rows.change(id, RerunRow::givenUp);
        wake();
        return true;
    }

    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            closed = true;
            running = thread;
        }
        if (running != null) {
            running.interrupt();
            try {
                if (!running.join(END_PATIENCE)) {
                    LOG.warn("a rerun did not end in {}", END_PATIENCE);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
