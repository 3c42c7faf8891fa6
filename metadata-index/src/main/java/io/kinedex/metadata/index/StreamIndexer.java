package io.kinedex.metadata.index;

import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.query.QueryTime;
import io.kinedex.metadata.stream.Follower;
import io.kinedex.metadata.stream.MetadataStream;
import io.kinedex.metadata.stream.PublishedRecord;
import io.kinedex.metadata.stream.SequenceNumber;
import io.kinedex.metadata.stream.StartPosition;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows the stream and writes what it says into the index: applies, refreshes, commits, drops what is too old. When
 * the files fail it begins again from the last commit, when they turn out damaged, from the beginning of the stream.
 */
final class StreamIndexer implements Runnable {
    private static final int BATCH = 1_000;
    private static final Duration PATIENCE = Duration.ofMillis(250);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(30);
    private static final long EXPIRY_NANOS = Duration.ofMinutes(1).toNanos();

    private final MetadataStream stream;
    private final IndexFolder folder;
    private final IndexOptions options;
    private final SearchableGate gate;
    private final SightingOwners owners;
    private final Consumer<IndexFiles> replaced;

    private volatile @Nullable Follower follower;
    private volatile boolean damaged;
    private IndexFiles files;
    private long reached;
    private boolean unrefreshed;
    private int uncommitted;
    private boolean changed;
    private long refreshedAt;
    private long committedAt;
    private long expiredAt;
    private long skippedTold;

    /** @param replaced learns of new files when the old ones failed */
    StreamIndexer(
            MetadataStream stream,
            IndexFolder folder,
            IndexOptions options,
            SearchableGate gate,
            SightingOwners owners,
            IndexFiles files,
            Consumer<IndexFiles> replaced) {
        this.stream = stream;
        this.folder = folder;
        this.options = options;
        this.gate = gate;
        this.owners = owners;
        this.files = files;
        this.replaced = replaced;
        begin();
    }

    private void begin() {
        reached = files.position().sequence();
        unrefreshed = false;
        uncommitted = 0;
        changed = false;
        long now = System.nanoTime();
        refreshedAt = now - options.refreshInterval().toNanos();
        committedAt = now;
        expiredAt = now - EXPIRY_NANOS;
        gate.reached(reached);
    }

    /** A search met damage: begin anew. */
    void reportDamage() {
        damaged = true;
    }

    /** Ends a wait for records. Set the gate to closed before. */
    void wake() {
        Follower current = follower;
        if (current != null) {
            current.close();
        }
    }

    @Override
    public void run() {
        Duration pause = Duration.ofMillis(100);
        while (!gate.isClosed()) {
            long before = reached;
            try {
                followStream();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            } catch (IOException | RuntimeException e) {
                if (gate.isClosed() || isClosedStream(e)) {
                    break;
                }
                IndexFolder.LOG.warn("indexing failed at record {} and will be tried again", reached, e);
                pause = reached > before ? Duration.ofMillis(100) : longer(pause);
                if (!recover(e, pause)) {
                    break;
                }
            }
        }
        commitAtEnd();
    }

    private static boolean isClosedStream(Exception e) {
        return e instanceof MetadataException known && known.code() == MetadataException.Code.CLOSED;
    }

    private void followStream() throws IOException, InterruptedException {
        StartPosition from = reached == 0
                ? new StartPosition.TrimHorizon()
                : new StartPosition.AfterSequence(new SequenceNumber(reached));
        try (Follower cursor = stream.follow(from, Set.of())) {
            follower = cursor;
            skippedTold = 0;
            while (!gate.isClosed()) {
                if (damaged) {
                    throw new org.apache.lucene.index.CorruptIndexException("a search met damage", "index");
                }
                step(cursor);
            }
        } finally {
            follower = null;
        }
    }

    private void tellSkipped(Follower cursor) {
        if (cursor.skipped() > skippedTold) {
            IndexFolder.LOG.warn("the stream no longer kept {} records when the index came to them", cursor.skipped());
            skippedTold = cursor.skipped();
        }
    }

    private void step(Follower cursor) throws IOException, InterruptedException {
        Duration patience = patience();
        long asked = System.nanoTime();
        List<PublishedRecord> batch = cursor.poll(BATCH, patience);
        if (batch.isEmpty() && !gate.isClosed()) {
            caughtUp(cursor.position().value());
            if (System.nanoTime() - asked < patience.toNanos() / 2) {
                gate.pause(PATIENCE); // a stream that is closing does not wait
            }
        }
        for (PublishedRecord published : batch) {
            if (!owners.awaitApplied(published.sequence())) {
                gate.pause(PATIENCE); // all is being closed
                break;
            }
            apply(published);
            reached = published.sequence().value();
            changed |= !published.record().sightings().isEmpty()
                    || published.record().people().isPresent()
                    || published.record().rerun().isPresent();
        }
        files.moveTo(new IndexFiles.Position(reached, stream.identity()));
        unrefreshed |= !batch.isEmpty();
        uncommitted += batch.size();
        tellSkipped(cursor);
        upkeep();
    }

    /** One record that Lucene refuses must not stop those after it. */
    private void apply(PublishedRecord published) throws IOException {
        try {
            files.apply(published, owners);
        } catch (IllegalArgumentException e) {
            IndexFolder.LOG.error("record {} cannot be indexed and is left out", published.sequence(), e);
        }
    }

    /** The stream may end in sequence numbers whose records it no longer keeps. */
    private void caughtUp(long position) {
        if (position > reached) {
            reached = position;
            unrefreshed = true;
        }
    }

    private Duration patience() {
        if (!unrefreshed) {
            return PATIENCE;
        }
        long due = refreshedAt + options.refreshInterval().toNanos() - System.nanoTime();
        return due <= 0 ? Duration.ZERO : Duration.ofNanos(Math.min(due, PATIENCE.toNanos()));
    }

    private void upkeep() throws IOException {
        long now = System.nanoTime();
        if (unrefreshed && now - refreshedAt >= options.refreshInterval().toNanos()) {
            refresh();
        }
        boolean due = now - committedAt >= options.commitInterval().toNanos();
        if (uncommitted >= options.commitRecords() || (uncommitted > 0 && due)) {
            commit();
        }
        if (!options.ageMax().isZero() && now - expiredAt >= EXPIRY_NANOS) {
            files.deleteEndedBefore(QueryTime.millis(options.clock().instant().minus(options.ageMax())));
            expiredAt = now;
            changed = true;
            unrefreshed = true;
        }
    }

    private void refresh() throws IOException {
        if (changed) {
            files.refresh();
            changed = false;
        }
        unrefreshed = false;
        refreshedAt = System.nanoTime();
        gate.reached(reached);
    }

    private void commit() throws IOException {
        files.commit();
        uncommitted = 0;
        committedAt = System.nanoTime();
    }

    private void commitAtEnd() {
        try {
            if (uncommitted > 0) {
                commit();
            }
        } catch (IOException | RuntimeException e) {
            IndexFolder.LOG.warn("the index's last commit failed; the records will be read again", e);
        } finally {
            files.abandonWriter();
        }
    }

    /** Opens the files again; false where the index was closed meanwhile. */
    private boolean recover(Exception cause, Duration pause) {
        IndexFiles failed = files;
        failed.abandonWriter();
        boolean anew = damaged || IndexFolder.isDamage(cause) && !(cause instanceof RuntimeException);
        while (true) {
            try {
                gate.pause(pause);
                if (gate.isClosed()) {
                    return false;
                }
                files = anew ? folder.anew() : folder.open();
                break;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            } catch (MetadataException e) {
                IndexFolder.LOG.warn("{}", e.getMessage());
                pause = longer(pause);
            }
        }
        damaged = false;
        replaced.accept(files);
        failed.closeSearchers();
        begin();
        return true;
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(PAUSE_MAX) < 0 ? twice : PAUSE_MAX;
    }
}
