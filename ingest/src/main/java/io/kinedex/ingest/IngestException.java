package io.kinedex.ingest;

import java.util.Objects;

/** The root of what the node throws for reasons outside the program: requests, configuration, disks. */
public class IngestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, for programs; each maps to one HTTP status. */
    public enum Code {
        /** A value is not what it must be: 400. */
        BAD_REQUEST,
        /** No such stream, upload or sighting: 404. */
        NOT_FOUND,
        /** It is there already, or in a state that does not allow this: 409. */
        CONFLICT,
        /** More bytes than allowed: 413. */
        TOO_LARGE,
        /** The file is not a video that can be read: 422. */
        BAD_MEDIA,
        /** The configuration cannot be used. */
        BAD_CONFIGURATION,
        /** The disk is full or does not answer: 507. */
        DISK,
        /** Something the node needs (weights, a port) is missing. */
        UNAVAILABLE
    }

    private final Code code;

    public IngestException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public IngestException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }

    /** What, which one, the limit; for people. */
    @Override
    public String getMessage() {
        return Objects.requireNonNullElse(super.getMessage(), code.name());
    }
}
