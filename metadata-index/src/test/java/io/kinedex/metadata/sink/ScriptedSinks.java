package io.kinedex.metadata.sink;

import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.stream.PublishedRecord;
import io.kinedex.metadata.stream.SequenceNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** An other side in memory, which takes records, refuses them or holds its answer back as the test wants. Any thread. */
final class ScriptedSinks implements SinkFactory {
    private final List<Long> taken = new ArrayList<>();
    private final AtomicBoolean holding = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicInteger opened = new AtomicInteger();
    private volatile Predicate<PublishedRecord> refused = _ -> false;

    @Override
    public Sink open(SequenceNumber after) {
        opened.incrementAndGet();
        return new Taking(after);
    }

    void refuse(Predicate<PublishedRecord> which) {
        refused = which;
    }

    /** Takes records without acknowledging any, until released. */
    void hold(boolean whether) {
        holding.set(whether);
    }

    synchronized List<Long> taken() {
        return List.copyOf(taken);
    }

    int opened() {
        return opened.get();
    }

    boolean isClosed() {
        return closed.get();
    }

    private synchronized void take(PublishedRecord published) {
        if (refused.test(published)) {
            throw new MetadataException(
                    MetadataException.Code.UNDELIVERED, "record %s is refused".formatted(published.sequence()));
        }
        taken.add(published.sequence().value());
    }

    @Override
    public void close() {
        closed.set(true);
    }

    private final class Taking implements Sink {
        private SequenceNumber acknowledged;
        private SequenceNumber last;

        Taking(SequenceNumber after) {
            this.acknowledged = after;
            this.last = after;
        }

        @Override
        public void accept(List<PublishedRecord> records) {
            for (PublishedRecord published : records) {
                take(published);
                last = published.sequence();
                acknowledge();
            }
        }

        @Override
        public void idle() {
            acknowledge();
        }

        private void acknowledge() {
            if (!holding.get()) {
                acknowledged = last;
            }
        }

        @Override
        public SequenceNumber acknowledged() {
            return acknowledged;
        }

        @Override
        public void close() {}
    }
}
