package io.kinedex.ingest.kinesis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A call of an AWS client whose signature is good, and the answer to it. One thread at a time, which may block.
 *
 * <p>Documents look the same whether they travel as JSON or as CBOR. Blobs are read by {@link JsonNode#binaryValue()} (which
 * takes the bytes of CBOR and the base64 of JSON) and put as bytes ({@code put(name, byte[])}). Times are read by
 * {@link #time} and put as an {@link Instant} ({@code putPOJO(name, instant)}).
 *
 * <p>When the client goes, reads of {@link #body} and writes of {@link #stream} throw an IOException. A thread that waits for
 * something else while its answer is a stream is interrupted, except in operations that take a stream of bytes: these hear of
 * it from the body alone, so that what they are writing to disk is not cut off.
 */
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
     * Begins an answer of unknown length with status 200. Its head leaves at once. Writes wait while the client is slow;
     * flush sends what is there. Closing it ends the answer; leaving it open when the operation returns ends it too, and an
     * operation that throws after it began cuts the client off.
     *
     * @throws IOException from its writes where the client has gone, or takes nothing for the limit (60 s unless configured)
     */
    OutputStream stream(String contentType, Map<String, String> headers) throws IOException;

    /**
     * A time as clients send it: seconds since 1970 with a fraction.
     *
     * @throws AwsException SerializationException where it is no number
     */
    static Instant time(JsonNode node) {
        if (!node.isNumber()) {
            throw new AwsException(400, "SerializationException", "a time must be a number of seconds");
        }
        BigDecimal millis = node.decimalValue().movePointRight(3);
        if (millis.abs().compareTo(BigDecimal.valueOf(1L << 50)) > 0) {
            throw new AwsException(400, "SerializationException", "the time %s is too far off".formatted(node));
        }
        return Instant.ofEpochMilli(millis.longValue());
    }

    /**
     * Cuts the client off in the midst of the answer: only for faults on purpose.
     *
     * @param reset by a reset of the connection (RST) instead of its end (FIN)
     */
    default void cut(boolean reset) throws IOException {
        throw new IOException("%s is cut off (reset: %s)".formatted(operation(), reset));
    }
}
