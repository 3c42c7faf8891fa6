package io.kinedex.frames;

import org.jspecify.annotations.Nullable;

/**
 * The root of what this module throws for reasons outside the program: media, disks, networks. The message says what is
 * wrong, where, and the limit that was passed.
 */
public class FramesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, for programs. */
    public enum Code {
        /** There is nothing in the input: no bytes, or no fragment. */
        EMPTY,
        /** The input ends in the middle of something. */
        TRUNCATED,
        /** The bytes break the rules of their format. */
        MALFORMED,
        /** A size or a count passes its limit. */
        TOO_LARGE,
        /** The bytes are well-formed and differ from their checksum. */
        CHECKSUM,
        /** The service that sends the stream reported an error in it; see {@link InBandErrorException}. */
        IN_BAND_ERROR,
        /** There is no track that can be looked at. */
        NO_VIDEO,
        /** The tracks are encrypted. */
        ENCRYPTED,
        /** A valid format or codec that this build cannot read. */
        UNSUPPORTED,
        /** Reading from the source failed. */
        READ_FAILED,
        /** Writing the result failed. */
        WRITE_FAILED,
        /** Used after it was closed. */
        CLOSED
    }

    private final Code code;

    public FramesException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public FramesException(Code code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }

    /** The message names the byte of the stream at which the rules were broken. */
    static FramesException malformed(long offset, String what) {
        return new FramesException(Code.MALFORMED, "%s, at byte %d".formatted(what, offset));
    }

    static FramesException tooLarge(long offset, String what) {
        return new FramesException(Code.TOO_LARGE, "%s, at byte %d".formatted(what, offset));
    }
}
