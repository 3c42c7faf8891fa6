package io.kinedex.ingest.kinesis.auth;

import java.util.List;

/**
 * What of a request a signature covers, as it came over the wire.
 *
 * @param method  as sent
 * @param path    not decoded
 * @param query   not decoded, without its question mark
 * @param headers the values of a header in their order, whatever the case of its name
 */
public record SignedRequest(String method, String path, String query, Headers headers) {
    /** The headers of a request. */
    @FunctionalInterface
    public interface Headers {
        List<String> all(String name);
    }

    /** The first value; empty where there is none. */
    String header(String name) {
        List<String> values = headers.all(name);
        return values.isEmpty() ? "" : values.getFirst().strip();
    }
}
