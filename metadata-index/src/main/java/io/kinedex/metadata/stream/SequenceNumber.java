package io.kinedex.metadata.stream;

/**
 * A record's place in the metadata stream. Numbers grow in the order in which records were acknowledged, over all shards.
 *
 * @param value from 1; written as a decimal number
 */
public record SequenceNumber(long value) implements Comparable<SequenceNumber> {
    public SequenceNumber {
        if (value < 0) {
            throw new IllegalArgumentException("sequence number %d is negative".formatted(value));
        }
    }

    @Override
    public int compareTo(SequenceNumber other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
