package io.kinedex.metadata.delivery;

import io.kinedex.metadata.delivery.Journal.State;
import io.kinedex.metadata.sink.Sink;
import io.kinedex.metadata.stream.PublishedRecord;
import io.kinedex.metadata.stream.SequenceNumber;
import java.io.IOException;
import java.util.List;

/**
 * Collects records and puts them in batches. One thread calls all methods.
 *
 * <p>The order of steps is what makes it exact: a batch's files are on the disk before the journal names them, the journal
 * names them before the first is put, and the cursor moves only after the last one is there.
 */
final class S3Sink implements Sink {
    private final DeliveryOptions options;
    private final String identity;
    private final Journal journal;
    private final Puts puts;
    private final Batch batch;
    private SequenceNumber acknowledged;

    /** @param after what is delivered already; records up to it are passed over */
    S3Sink(DeliveryOptions options, String identity, SequenceNumber after, Journal journal, Puts puts) {
        this.options = options;
        this.identity = identity;
        this.acknowledged = after;
        this.journal = journal;
        this.puts = puts;
        this.batch = new Batch(options, identity);
    }

    @Override
    public void accept(List<PublishedRecord> records) throws InterruptedException {
        try {
            for (PublishedRecord record : records) {
                if (record.sequence().compareTo(acknowledged) > 0) {
                    take(record);
                }
            }
        } catch (IOException e) {
            throw S3SinkFactory.disk(options, e);
        }
    }

    private void take(PublishedRecord record) throws IOException, InterruptedException {
        if (batch.isFullFor(record)) {
            deliver();
        }
        batch.take(record);
        if (batch.isEmpty()) {
            acknowledged = record.sequence();
        } else if (batch.isDue()) {
            deliver();
        }
    }

    @Override
    public void idle() throws InterruptedException {
        if (batch.isDue()) {
            try {
                deliver();
            } catch (IOException e) {
                throw S3SinkFactory.disk(options, e);
            }
        }
    }

    private void deliver() throws IOException, InterruptedException {
        SequenceNumber upTo = batch.last().orElseThrow();
        List<SpooledObject> objects = batch.seal();
        journal.write(new State(identity, upTo.value(), objects));
        puts.put(objects);
        journal.write(new State(identity, upTo.value(), List.of()));
        objects.forEach(object -> DurableSpool.delete(options.spool().resolve(object.file())));
        acknowledged = upTo;
    }

    @Override
    public SequenceNumber acknowledged() {
        return acknowledged;
    }

    @Override
    public void close() {
        batch.discard();
    }
}
