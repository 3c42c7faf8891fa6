package io.kinedex.ingest.kinesis;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;

/** A call of an AWS client whose signature is good, and the answer to it. One thread at a time, which may block. */
public interface Exchange {
    /** The operation's name, such as {@code PutMedia}. */
    String operation();

    /** The input; empty where the operation takes a stream of bytes. */
    ObjectNode input();

    /** A header of the request, whatever the case of its name. */
    Optional<String> header(String name);

    /** Where the client reached this endpoint, such as {@code http://127.0.0.1:7576}. */
    String endpoint();

    /**
     * Refuses a caller that may not do this operation to the resource.
     *
     * @param arn of the stream, or of all streams ({@code arn:aws:kinesisvideo:REGION:ACCOUNT:stream/*})
     * @throws AwsException AccessDeniedException
     */
    void requireAllowed(String arn);

    /** Answers with a document, in the encoding that the client asked for (JSON or CBOR). */
    void reply(ObjectNode output) throws IOException;

    /** As above, for a document that is large. */
    default void reply(Writing output) throws IOException {
        throw new UnsupportedOperationException("this exchange takes documents as trees alone");
    }

    /** Begins an answer of events in the encoding that the client asked for; it ends when the operation returns. */
    default Events events() throws IOException {
        throw new UnsupportedOperationException("this exchange has no events");
    }

    /** The request's body as it arrives, for operations that take a stream of bytes. Reads wait and are interruptible. */
    InputStream body();

    /**
     * Begins an answer of unknown length with status 200. Writes wait while the client is slow; flush sends what is there.
     * Closing it ends the answer; leaving it open when the operation returns ends it too.
     *
     * @throws IOException from its writes where the client has gone
     */
    OutputStream stream(String contentType, Map<String, String> headers) throws IOException;
}
