package io.kinedex.metadata.bench;

import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.stream.Checkpoint;
import io.kinedex.metadata.stream.Follower;
import io.kinedex.metadata.stream.MetadataStream;
import io.kinedex.metadata.stream.PublishedRecord;
import io.kinedex.metadata.stream.SequenceNumber;
import io.kinedex.metadata.stream.StartPosition;
import io.kinedex.metadata.stream.StreamMetrics;
import io.kinedex.metadata.stream.StreamStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A stream that keeps nothing: its one follower receives the generated records, then those that are appended. It lets
 * the index be measured without a log's disk work.
 */
final class GeneratedStream implements MetadataStream {
    private static final int WAITING_MAX = 10_000;

    private final Iterator<MetadataRecord> generated;
    private final LinkedBlockingQueue<MetadataRecord> appended = new LinkedBlockingQueue<>(WAITING_MAX);
    private final CountDownLatch exhausted = new CountDownLatch(1);
    private long latest;

    GeneratedStream(Iterator<MetadataRecord> generated) {
        this.generated = generated;
    }

    @Override
    public int shards() {
        return 1;
    }

    @Override
    public String identity() {
        return "generated";
    }

    @Override
    public synchronized SequenceNumber append(List<MetadataRecord> records, Checkpoint checkpoint) {
        for (MetadataRecord record : records) {
            appended.add(record);
            latest++;
        }
        return latest();
    }

    @Override
    public Optional<Checkpoint> checkpoint(String stream) {
        return Optional.empty();
    }

    @Override
    public synchronized SequenceNumber latest() {
        return new SequenceNumber(latest);
    }

    @Override
    public List<StreamStatus> streams() {
        return List.of();
    }

    @Override
    public StreamMetrics metrics() {
        return new StreamMetrics(0, 0, latest(), latest(), latest().value(), 0, 0, 1, 0);
    }

    @Override
    public Follower follow(StartPosition from, Set<String> streams) {
        if (!(from instanceof StartPosition.TrimHorizon)) {
            throw new IllegalArgumentException("a generated stream is read from its beginning, once");
        }
        return new Cursor();
    }

    @Override
    public void close() {}

    private synchronized void generated() {
        latest++;
        if (!generated.hasNext()) {
            exhausted.countDown();
        }
    }

    /** Waits until the follower has received all that is generated. */
    SequenceNumber generatedAll() throws InterruptedException {
        exhausted.await();
        return latest();
    }

    private final class Cursor implements Follower {
        private volatile long position;
        private volatile boolean closed;

        @Override
        public List<PublishedRecord> poll(int atMost, Duration patience) throws InterruptedException {
            List<PublishedRecord> batch = new ArrayList<>();
            while (batch.size() < atMost && generated.hasNext()) {
                batch.add(published(generated.next()));
                GeneratedStream.this.generated();
            }
            if (!batch.isEmpty() || closed) {
                return batch;
            }
            MetadataRecord record = appended.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
            return record == null ? List.of() : List.of(published(record));
        }

        private PublishedRecord published(MetadataRecord record) {
            long sequence = position + 1;
            position = sequence;
            return new PublishedRecord(new SequenceNumber(sequence), 0, Instant.EPOCH, record);
        }

        @Override
        public SequenceNumber position() {
            return new SequenceNumber(position);
        }

        @Override
        public long skipped() {
            return 0;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
