package io.kinedex.ingest.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinedex.ingest.IngestException;

/** A node's refusal: the problem+json that it answered with. */
public final class NodeProblem extends IngestException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient JsonNode problem;

    NodeProblem(int status, String message, JsonNode problem) {
        super(code(status), message);
        this.status = status;
        this.problem = problem;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The whole answer; a missing node where it was not JSON. */
    public JsonNode problem() {
        return problem;
    }

    /** Whether the same request may well succeed a little later. */
    public boolean passing() {
        return status == 429 || status == 502 || status == 503 || status == 504;
    }

    private static Code code(int status) {
        return switch (status) {
            case 404 -> Code.NOT_FOUND;
            case 409 -> Code.CONFLICT;
            case 413 -> Code.TOO_LARGE;
            case 422 -> Code.BAD_MEDIA;
            case 507 -> Code.DISK;
            default -> status >= 500 ? Code.UNAVAILABLE : Code.BAD_REQUEST;
        };
    }
}
