package io.kinedex.metadata.stream;

import java.math.BigInteger;

/**
 * How far a stream has been analysed; written in one atomic step with the records it follows.
 *
 * @param stream         the stream's name
 * @param fragmentNumber the last fragment all of whose records are in the stream; digits
 * @param state          whatever the next fragment's analysis needs (open tracks), as JSON
 */
public record Checkpoint(String stream, String fragmentNumber, String state) {
    public Checkpoint {
        if (stream.isBlank() || !fragmentNumber.matches("[0-9]{1,128}")) {
            throw new IllegalArgumentException(
                    "checkpoint of stream '%s' at fragment '%s': needs a name and 1 to 128 digits"
                            .formatted(stream, fragmentNumber));
        }
    }

    /** Whether this one's fragment number, as a number, is lower than the other's. */
    public boolean isBehind(Checkpoint other) {
        return new BigInteger(fragmentNumber).compareTo(new BigInteger(other.fragmentNumber)) < 0;
    }
}
