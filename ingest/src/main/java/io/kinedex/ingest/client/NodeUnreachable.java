package io.kinedex.ingest.client;

import io.kinedex.ingest.IngestException;
import java.io.IOException;
import java.net.URI;
import java.util.Objects;

/** The node does not answer, or the connection was cut before its answer was whole. */
public final class NodeUnreachable extends IngestException {
    private static final long serialVersionUID = 1L;

    NodeUnreachable(URI node, IOException cause) {
        super(
                Code.UNAVAILABLE,
                "no node answers at %s (%s); start one with 'kinedex serve --data DIR' or name another with --node URL"
                        .formatted(node, reason(cause)),
                cause);
    }

    private static String reason(IOException cause) {
        return switch (cause) {
            case java.net.ConnectException e -> Objects.requireNonNullElse(e.getMessage(), "connection refused");
            case java.net.http.HttpTimeoutException _ -> "it took too long";
            default ->
                Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
        };
    }
}
