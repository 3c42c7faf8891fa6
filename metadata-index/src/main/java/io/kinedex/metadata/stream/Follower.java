package io.kinedex.metadata.stream;

import java.time.Duration;
import java.util.List;

/** A cursor in the metadata stream. One thread at a time; closing it from another thread ends a wait. */
public interface Follower extends AutoCloseable {
    /**
     * The next records, at least one unless the time is up or the follower was closed.
     *
     * @param atMost how many records at the most, from 1
     * @param patience how long to wait for the first one
     */
    List<PublishedRecord> poll(int atMost, Duration patience) throws InterruptedException;

    @Override
    void close();
}
