package io.kinedex.metadata.stream;

import io.kinedex.metadata.MetadataException;
import java.time.Duration;
import java.util.List;

/**
 * A stream as shards of bytes: what Kinesis Data Streams shows of it. Metadata records and documents that others put are
 * entries alike here; followers of a {@link MetadataStream} see its records alone. All methods may be called by any
 * thread.
 */
public interface EntryLog {
    int shards();

    /** Given to the log when its storage was made, and kept with it. */
    String identity();

    HashKeyRange hashKeys(int shard);

    /** The shard that a document is put in. */
    int shardOf(Document document);

    /**
     * Appends all documents or none, in their order. When this returns they survive the loss of the process. Nothing is
     * known again: a document that is put twice is there twice.
     *
     * @return where each one is
     * @throws MetadataException where the disk is full or the log is closed
     */
    List<Place> put(List<Document> documents);

    /** Where an entry is. */
    record Place(int shard, SequenceNumber sequence) {}

    /** The sequence number after which reading begins at the given place. */
    SequenceNumber before(StartPosition start);

    /** Of the newest acknowledged entry on any shard; 0 where there has been none. */
    SequenceNumber latest();

    /** The oldest entry that is kept, or the next one to come where none is. */
    SequenceNumber horizon();

    /**
     * Entries of a shard, without waiting for any. Where retention has overtaken the position, they begin at the horizon.
     *
     * @param after      the sequence number to go on after
     * @param entriesMax from 1
     * @param bytesMax   of data and partition keys; one entry that is larger comes alone
     */
    EntryPage read(int shard, SequenceNumber after, int entriesMax, long bytesMax);

    /**
     * Waits for an entry of the shard after the sequence number.
     *
     * @return false where the time was up first
     * @throws MetadataException where the log was closed
     */
    boolean await(int shard, SequenceNumber after, Duration patience) throws InterruptedException;

    /** Keeps entries for so long from now on, whatever it was opened with. */
    void keepFor(Duration age);
}
