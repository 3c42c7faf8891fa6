package io.kinedex.metadata.record;

/** How the look at a fragment ended. */
public sealed interface Outcome {
    /** Something was seen. */
    record Found() implements Outcome {}

    /** Frames were looked at and nothing was seen; also a fragment without pictures. */
    record Nothing() implements Outcome {}

    /**
     * The fragment was not looked at.
     *
     * @param reason for people, such as {@code decoder: invalid data}, {@code skipped to live}
     */
    record Dropped(String reason) implements Outcome {}
}
