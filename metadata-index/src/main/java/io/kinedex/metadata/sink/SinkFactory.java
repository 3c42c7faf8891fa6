package io.kinedex.metadata.sink;

import io.kinedex.metadata.stream.SequenceNumber;
import java.util.Map;

/** Opens sinks of one kind to one other side. {@link #open} is called by one thread at a time, the rest by any. */
public interface SinkFactory extends AutoCloseable {
    /**
     * A sink that will be given the records after the named one.
     *
     * @param after what is safe already; it is what the new sink acknowledges at first
     * @throws io.kinedex.metadata.MetadataException UNDELIVERED where the other side is not there
     */
    Sink open(SequenceNumber after) throws InterruptedException;

    /** What happened since the factory was made, by the event's name: throttled requests, bytes, records too large. */
    default Map<String, Long> events() {
        return Map.of();
    }

    /** Called once, after the last sink was closed. */
    @Override
    default void close() {}
}
