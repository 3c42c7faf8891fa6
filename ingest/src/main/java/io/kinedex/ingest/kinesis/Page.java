package io.kinedex.ingest.kinesis;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Answers GET and HEAD of addresses that are their own permission, such as those of an HLS session. Called on a virtual
 * thread of its own, so that it may block; web pages of any origin may read the answers.
 */
@FunctionalInterface
public interface Page {
    /**
     * @throws AwsException for what cannot be had; its status and message are the answer
     * @throws IOException  where the client has gone
     */
    void answer(Visit visit) throws IOException, InterruptedException;

    /** A request for a page, and the answer to it. One thread at a time. */
    interface Visit {
        /** What follows the prefix of the page, such as {@code /getHLSMediaPlaylist.m3u8}. */
        String path();

        /** A parameter of the query, decoded. */
        Optional<String> parameter(String name);

        Optional<String> header(String name);

        /** Where the client reached this endpoint, such as {@code http://127.0.0.1:7576}. */
        String endpoint();

        /** Answers with these bytes, or with the part of them that the client asked for (Range), or their head (HEAD). */
        void reply(String contentType, byte[] bytes) throws IOException;

        /** As above, from a source that is asked only for what the client wants. */
        void reply(String contentType, long length, Source source) throws IOException, InterruptedException;
    }

    /** Bytes that can be had in parts. */
    @FunctionalInterface
    interface Source {
        /** Writes {@code length} bytes from the offset. */
        void write(OutputStream out, long offset, long length) throws IOException, InterruptedException;
    }
}
