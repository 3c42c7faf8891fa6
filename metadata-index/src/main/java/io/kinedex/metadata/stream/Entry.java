package io.kinedex.metadata.stream;

import java.io.IOException;
import java.time.Instant;

/**
 * What a stream keeps under one sequence number, as bytes: a metadata record's JSON, or a document that somebody put
 * there. Immutable, except that whoever is lent its bytes must not change them.
 */
public final class Entry {
    private final SequenceNumber sequence;
    private final byte[] value;

    Entry(long sequence, byte[] value) {
        this.sequence = new SequenceNumber(sequence);
        this.value = value;
    }

    /**
     * An entry that another one was turned into.
     *
     * @param from  whose arrival and partition key it has
     * @param bytes taken as they are; not changed afterwards
     */
    public static Entry derived(SequenceNumber sequence, Entry from, byte[] bytes) {
        byte[] key = Layout.utf8(from.key());
        return new Entry(sequence.value(), Layout.recordValue(from.arrival().toEpochMilli(), false, key, bytes));
    }

    /** Where the bytes go; they are lent for the time of the call. */
    public interface Receiver {
        void receive(byte[] bytes, int from, int length) throws IOException;
    }

    public SequenceNumber sequence() {
        return sequence;
    }

    /** When the stream took it in. */
    public Instant arrival() {
        return Instant.ofEpochMilli(Layout.recordArrival(value));
    }

    /** Its partition key: of a metadata record the name of its stream. */
    public String key() {
        return Layout.recordKey(value);
    }

    /** Whether it is a document that somebody put there, and no metadata record. */
    public boolean isForeign() {
        return Layout.isForeign(value);
    }

    /** How many bytes of data it has. */
    public int size() {
        return value.length - Layout.recordData(value);
    }

    public void data(Receiver to) throws IOException {
        int from = Layout.recordData(value);
        to.receive(value, from, value.length - from);
    }

    /** Data and partition key, as limits count them. */
    int weight() {
        return value.length - Layout.RECORD_HEADER_BYTES;
    }
}
