package io.kinedex.metadata.sink;

import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.sink.SinkCursor.Place;
import io.kinedex.metadata.stream.Follower;
import io.kinedex.metadata.stream.MetadataStream;
import io.kinedex.metadata.stream.PublishedRecord;
import io.kinedex.metadata.stream.SequenceNumber;
import io.kinedex.metadata.stream.StartPosition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the metadata stream for one sink, on a thread of its own that is named after it. {@link #status()} and
 * {@link #close()} may be called by any thread.
 *
 * <p>The cursor is written after the other side has acknowledged, so that a crash at any moment makes the last records come
 * again but never be left out. A sink that fails is opened again after the last acknowledged record, after a pause that grows
 * up to {@link SinkOptions#pauseMax()}; it is never given up. A sink that stays away for longer than the stream keeps its
 * records misses some: they are counted and logged.
 */
public final class SinkRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SinkRunner.class);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(20);
    private static final long CURSOR_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(250);

    private final SinkOptions options;
    private final MetadataStream stream;
    private final SinkFactory factory;
    private final SinkCursor cursor;
    private final SinkFigures figures;
    private final Backoff backoff;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private final Object gate = new Object();
    private boolean inSink;
    private SequenceNumber written;
    private long writtenNanos;

    /**
     * Begins to follow.
     *
     * @param factory closed with the runner
     * @throws MetadataException DISK or CORRUPT where the cursor cannot be read or written
     */
    public static SinkRunner start(SinkOptions options, MetadataStream stream, SinkFactory factory) {
        SinkRunner runner = new SinkRunner(options, stream, factory);
        runner.thread.start();
        return runner;
    }

    private SinkRunner(SinkOptions options, MetadataStream stream, SinkFactory factory) {
        this.options = options;
        this.stream = stream;
        this.factory = factory;
        this.cursor = new SinkCursor(options.folder().resolve(options.name() + ".cursor"));
        this.backoff = new Backoff(options.pauseMin(), options.pauseMax());
        this.written = begin();
        this.figures = new SinkFigures(options.name(), written);
        this.thread =
                Thread.ofPlatform().name("sink-" + options.name()).daemon().unstarted(this::run);
    }

    /** The place to begin after; kept at once, so that a start at the newest record is not moved by a crash. */
    private SequenceNumber begin() {
        Optional<Place> kept = cursor.read();
        if (kept.isPresent() && kept.get().identity().equals(stream.identity())) {
            SequenceNumber place = kept.get().sequence();
            if (place.compareTo(stream.latest()) <= 0) {
                return place;
            }
            LOG.warn(
                    "sink {} was at record {}, but the stream ends at {}: it goes on from there",
                    options.name(),
                    place,
                    stream.latest());
            return keep(stream.latest());
        }
        if (kept.isPresent()) {
            LOG.warn(
                    "sink {} followed a stream that is no more; it begins at the oldest record of the new one",
                    options.name());
            return keep(position(new StartPosition.TrimHorizon()));
        }
        return keep(position(options.from()));
    }

    private SequenceNumber position(StartPosition from) {
        try (Follower follower = stream.follow(from, options.streams())) {
            return follower.position();
        }
    }

    private SequenceNumber keep(SequenceNumber place) {
        cursor.write(new Place(stream.identity(), place));
        return place;
    }

    public String name() {
        return options.name();
    }

    public SinkStatus status() {
        return figures.status(stream.latest(), factory.events());
    }

    private void run() {
        try {
            while (closing.getCount() > 0) {
                try {
                    figures.state(SinkStatus.State.OPENING);
                    follow();
                } catch (RuntimeException e) {
                    if (e instanceof MetadataException known && known.code() == MetadataException.Code.CLOSED) {
                        return;
                    }
                    pauseAfter(e);
                }
            }
        } catch (InterruptedException _) {
            LOG.debug("sink {} was interrupted", options.name());
        } finally {
            figures.state(SinkStatus.State.CLOSED);
            factory.close();
        }
    }

    private void pauseAfter(RuntimeException failure) throws InterruptedException {
        Duration pause = backoff.next();
        figures.failed(failure);
        LOG.warn("sink {} failed and tries again in {} ms: {}", options.name(), pause.toMillis(), failure.toString());
        LOG.debug("sink {}", options.name(), failure);
        closing.await(pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** From the last acknowledged record until a failure or the end. */
    private void follow() throws InterruptedException {
        SequenceNumber after = figures.acknowledged();
        try (Follower follower = stream.follow(new StartPosition.AfterSequence(after), options.streams())) {
            Sink sink = open(after);
            try {
                hand(follower, sink);
            } finally {
                sink.close();
                settle(follower, sink, true);
            }
        } finally {
            figures.restarted();
        }
    }

    private Sink open(SequenceNumber after) throws InterruptedException {
        enterSink();
        try {
            return factory.open(after);
        } finally {
            leaveSink();
        }
    }

    private void hand(Follower follower, Sink sink) throws InterruptedException {
        figures.state(SinkStatus.State.RUNNING);
        long skipped = 0;
        while (closing.getCount() > 0) {
            List<PublishedRecord> records = follower.poll(options.batch(), options.tick());
            if (follower.skipped() > skipped) {
                overtaken(follower.skipped() - skipped);
                skipped = follower.skipped();
            }
            hand(records, sink);
            settle(follower, sink, false);
        }
    }

    private void hand(List<PublishedRecord> records, Sink sink) throws InterruptedException {
        enterSink();
        try {
            if (records.isEmpty()) {
                sink.idle();
            } else {
                figures.handing(records);
                sink.accept(records);
            }
        } finally {
            leaveSink();
        }
    }

    private void enterSink() {
        synchronized (gate) {
            inSink = true;
        }
    }

    /** An interrupt is for waits in the sink alone: what follows, closing it and keeping the cursor, is to be done whole. */
    private void leaveSink() {
        synchronized (gate) {
            inSink = false;
            if (Thread.interrupted()) {
                LOG.debug("sink {} was interrupted in a wait", options.name());
            }
        }
    }

    private void overtaken(long count) {
        figures.skipped(count);
        LOG.warn(
                "sink {} was too slow or away for too long: {} records are gone from the stream and will never reach it",
                options.name(),
                count);
    }

    /** Takes note of what is acknowledged. Where that is all, what was filtered out since is done too. */
    private void settle(Follower follower, Sink sink, boolean now) {
        SequenceNumber safe = sink.acknowledged();
        SequenceNumber place = figures.allHandedBy(safe) ? max(safe, follower.position()) : safe;
        if (place.compareTo(figures.acknowledged()) > 0) {
            backoff.reset();
            figures.acknowledged(place);
        }
        long nanos = System.nanoTime();
        if (figures.acknowledged().compareTo(written) > 0 && (now || nanos - writtenNanos >= CURSOR_NANOS_MIN)) {
            written = keep(figures.acknowledged());
            writtenNanos = nanos;
        }
    }

    private static SequenceNumber max(SequenceNumber one, SequenceNumber other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** Ends the sink in order: what is on its way may still be acknowledged. */
    @Override
    public void close() {
        closing.countDown();
        synchronized (gate) {
            if (inSink) {
                thread.interrupt();
            }
        }
        try {
            if (!thread.join(CLOSE_MAX)) {
                LOG.warn("sink {} did not end within {} s", options.name(), CLOSE_MAX.toSeconds());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
