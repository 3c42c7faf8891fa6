package io.kinedex.metadata;

/** The root of what this module throws for reasons outside the program: disks, bad input, bad queries. */
public class MetadataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, for programs. */
    public enum Code {
        /** Not a record, or one of a newer schema. */
        BAD_RECORD,
        /** Not a query. */
        BAD_QUERY,
        /** The disk is full or fails. */
        DISK,
        /** What is on the disk is not what was written. */
        CORRUPT,
        /** Another process holds the folder. */
        IN_USE,
        /** The stream or index has been closed. */
        CLOSED,
        /** The other side of a sink is away, or does not take what it is given. */
        UNDELIVERED
    }

    private final Code code;

    public MetadataException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public MetadataException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }
}
