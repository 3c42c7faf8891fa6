package io.kinedex.inference;

/** The root of what this module throws for reasons outside the program: weights, registries, models, bad input. */
public class InferenceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, for programs. */
    public enum Code {
        /** A catalogue file cannot be read or contradicts itself. */
        BAD_CATALOGUE,
        /** No model of that name is in the catalogue, or it was not loaded. */
        UNKNOWN_MODEL,
        /** A pinned file is not in the store. */
        FILE_MISSING,
        /** A pinned file or package has other bytes than its pin says. */
        FILE_WRONG,
        /** A package could not be fetched. */
        FETCH_FAILED,
        /** The weights cannot be loaded, or have other inputs or outputs than their entry says. */
        MODEL_REJECTED,
        /** A run of a model failed. */
        MODEL_FAILED,
        /** What was sent is no picture, or one beyond the limits. */
        BAD_PICTURE,
        /** A tracker's saved state cannot be read. */
        BAD_STATE,
        /** The service was closed. */
        CLOSED
    }

    private final Code code;

    public InferenceException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public InferenceException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }
}
