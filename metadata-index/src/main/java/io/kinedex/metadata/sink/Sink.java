package io.kinedex.metadata.sink;

import io.kinedex.metadata.stream.PublishedRecord;
import io.kinedex.metadata.stream.SequenceNumber;
import java.util.List;

/**
 * The way to one other side, from a given place in the stream until it fails or is closed. One thread calls all methods.
 *
 * <p>What any of the methods throws ends this sink: its runner closes it, waits, and opens another one after the last record
 * that was acknowledged. So a sink need not try again what it cannot mend by itself, and never skips a record.
 */
public interface Sink extends AutoCloseable {
    /**
     * Takes records, in order. May send them later, and waits while too many are on their way.
     *
     * @throws io.kinedex.metadata.MetadataException UNDELIVERED where these or earlier ones cannot be sent
     */
    void accept(List<PublishedRecord> records) throws InterruptedException;

    /**
     * Called several times a second while there is nothing new, to send what has waited long enough.
     *
     * @throws io.kinedex.metadata.MetadataException UNDELIVERED where earlier records cannot be sent
     */
    void idle() throws InterruptedException;

    /** The record up to which, inclusive, all that was accepted is safe at the other side. Also after closing. */
    SequenceNumber acknowledged();

    /**
     * Gives up what is not acknowledged; it will be accepted again. May wait a few seconds for answers that are on their
     * way.
     */
    @Override
    void close();
}
