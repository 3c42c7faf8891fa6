package io.kinedex.metadata.delivery;

import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.delivery.Journal.State;
import io.kinedex.metadata.sink.Sink;
import io.kinedex.metadata.sink.SinkFactory;
import io.kinedex.metadata.stream.MetadataStream;
import io.kinedex.metadata.stream.SequenceNumber;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Opens deliveries to one bucket. What an earlier delivery, or an earlier process, had spooled and not put for certain is put
 * first, under the names it had. {@link #open} is called by one thread at a time, the rest by any.
 */
public final class S3SinkFactory implements SinkFactory {
    private final DeliveryOptions options;
    private final MetadataStream stream;
    private final Journal journal;
    private final Puts puts;

    public S3SinkFactory(DeliveryOptions options, MetadataStream stream) {
        this(options, stream, new S3Bucket(options.target(), Puts.PARALLEL));
    }

    S3SinkFactory(DeliveryOptions options, MetadataStream stream, Bucket bucket) {
        this.options = options;
        this.stream = stream;
        this.journal = new Journal(options.spool());
        this.puts = new Puts(options, bucket);
    }

    @Override
    public Sink open(SequenceNumber after) throws InterruptedException {
        try {
            Optional<State> kept = journal.read();
            if (kept.isPresent() && !kept.get().pending().isEmpty()) {
                State state = kept.get();
                puts.put(state.pending());
                journal.write(new State(state.identity(), state.delivered(), List.of()));
            }
            DurableSpool.clear(options.spool(), Set.of(Journal.FILE));
            SequenceNumber place = kept.map(state -> place(state, after)).orElse(after);
            return new S3Sink(options, stream.identity(), place, journal, puts);
        } catch (IOException e) {
            throw disk(options, e);
        }
    }

    /** The journal may be ahead of the cursor, which is written later; never the other way with anything undelivered between. */
    private SequenceNumber place(State state, SequenceNumber after) {
        boolean ours = state.identity().equals(stream.identity())
                && state.delivered() <= stream.latest().value();
        return ours && state.delivered() > after.value() ? new SequenceNumber(state.delivered()) : after;
    }

    static MetadataException disk(DeliveryOptions options, IOException cause) {
        return new MetadataException(
                MetadataException.Code.DISK,
                "sink %s cannot keep its objects in %s: %s".formatted(options.name(), options.spool(), cause),
                cause);
    }

    @Override
    public Map<String, Long> events() {
        return puts.events();
    }

    @Override
    public void close() {
        puts.close();
    }
}
