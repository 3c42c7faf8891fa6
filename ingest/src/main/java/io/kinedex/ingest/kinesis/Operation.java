package io.kinedex.ingest.kinesis;

import java.io.IOException;

/**
 * Answers one of AWS's operations. Called on a virtual thread of its own, so that it may block; an interrupt means that
 * the client has gone or the node ends.
 */
@FunctionalInterface
public interface Operation {
    /**
     * @throws AwsException for what the client did wrong; it is answered in AWS's shape unless the answer has begun
     * @throws IOException  where the client has gone
     */
    void answer(Exchange exchange) throws IOException, InterruptedException;
}
