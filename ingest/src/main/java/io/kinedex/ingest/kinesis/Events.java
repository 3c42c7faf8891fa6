package io.kinedex.ingest.kinesis;

import java.io.IOException;

/**
 * An answer that goes on: events one after the other, in the framing that AWS calls an event stream. One thread at a time.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html">Event stream encoding</a>
 */
public interface Events {
    /**
     * Sends an event; it has left for the client when this returns.
     *
     * @param type such as {@code SubscribeToShardEvent}
     * @throws IOException where the client has gone
     */
    void send(String type, Writing event) throws IOException;

    /** Sends the error as an event, which ends the answer. */
    void fail(AwsException error) throws IOException;
}
