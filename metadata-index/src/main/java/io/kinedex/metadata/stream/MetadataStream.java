package io.kinedex.metadata.stream;

import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.record.MetadataRecord;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A durable, sharded log of metadata records. Records of one stream name keep their order. All methods may be called
 * by any thread.
 *
 * <p>A record whose id is already there for the same fragment and at or before the stream's checkpoint is not appended
 * again, so that a replay doubles nothing.
 */
public interface MetadataStream extends AutoCloseable {
    int shards();

    /**
     * Given to the stream when its storage was made, and kept with it. Whoever keeps a position in the stream keeps this
     * beside it: under another identity the same sequence numbers mean other records.
     */
    String identity();

    /**
     * Appends the records and the checkpoint in one atomic step. When this returns they survive the loss of the process.
     *
     * @return the sequence number of the last record, or of the newest one before where none was appended
     * @throws MetadataException where the disk is full or the stream is closed; nothing was appended then
     */
    SequenceNumber append(List<MetadataRecord> records, Checkpoint checkpoint);

    /** The newest checkpoint of the stream name; one is never replaced by one of a lower fragment number. */
    Optional<Checkpoint> checkpoint(String stream);

    /** Of the newest acknowledged record; 0 where there has been none. */
    SequenceNumber latest();

    /** Every stream name that has a checkpoint or a record, sorted by name. */
    List<StreamStatus> streams();

    StreamMetrics metrics();

    /**
     * A cursor of its own, in order of sequence numbers.
     *
     * @param streams only records of these stream names; empty for all
     */
    Follower follow(StartPosition from, Set<String> streams);

    @Override
    void close();
}
