package io.kinedex.metadata.stream;

import io.kinedex.metadata.MetadataException;
import java.time.Duration;
import java.util.List;

/**
 * A cursor in the metadata stream. One thread polls at a time; closing it from another thread ends a wait. It sees only
 * records that have been acknowledged.
 *
 * <p>A follower that retention has overtaken goes on at the oldest record that is kept; {@link #skipped()} tells how
 * much it missed.
 */
public interface Follower extends AutoCloseable {
    /**
     * The next records, at least one unless the time is up or the follower was closed.
     *
     * @param atMost how many records at the most, from 1; fewer come where they are large
     * @param patience how long to wait for the first one
     * @throws MetadataException where the stream was closed or its disk fails
     */
    List<PublishedRecord> poll(int atMost, Duration patience) throws InterruptedException;

    /** The sequence number up to which, inclusive, everything was delivered, filtered out or skipped. Any thread. */
    SequenceNumber position();

    /**
     * How many sequence numbers retention took away before this follower came to them, since it was made. Those of stream
     * names that it would have filtered out count too. Any thread.
     */
    long skipped();

    @Override
    void close();
}
