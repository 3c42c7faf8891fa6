package io.kinedex.metadata.stream;

/**
 * How far a stream has been analysed; written in one atomic step with the records it follows.
 *
 * @param stream         the stream's name
 * @param fragmentNumber the last fragment all of whose records are in the stream; digits
 * @param state          whatever the next fragment's analysis needs (open tracks), as JSON
 */
public record Checkpoint(String stream, String fragmentNumber, String state) {}
