package io.kinedex.metadata;

/** The root of what this module throws for reasons outside the program: disks, bad input, bad queries. */
public class MetadataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, for programs. */
    public enum Code {
        BAD_RECORD,
        BAD_QUERY,
        DISK,
        CORRUPT,
        CLOSED
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
