package io.kinedex.metadata.kinesis;

import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.RecordJson;
import java.time.Instant;

/**
 * A record as it came from a data stream, taken out of its aggregate. Immutable.
 *
 * @param shard        the data stream's shard
 * @param sequence     the data stream's sequence number; several records of an aggregate have the same
 * @param subSequence  its place in the aggregate, from 0
 * @param partitionKey the name of the stream that it is of, where Kinedex published it
 * @param arrival      when the data stream took it in
 * @param id           what tells whether it was seen before: the {@code id} of a JSON object that has one, else the digest
 *                     of its bytes
 * @param data         not to be changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record ReceivedRecord(
        String shard, String sequence, long subSequence, String partitionKey, Instant arrival, String id, byte[] data) {
    /**
     * The metadata record, where it was published in its own form.
     *
     * @throws io.kinedex.metadata.MetadataException BAD_RECORD where it is something else
     */
    public MetadataRecord record() {
        return RecordJson.read(data);
    }
}
