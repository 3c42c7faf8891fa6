package io.kinedex.metadata.stream;

import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.RecordJson;
import java.time.Instant;

/**
 * A record as a follower receives it.
 *
 * @param sequence its place in the stream
 * @param shard    the shard that carries all records of its stream name
 * @param arrival  when the stream took it in
 */
public record PublishedRecord(SequenceNumber sequence, int shard, Instant arrival, MetadataRecord record) {
    /** One line of JSON, as a tail prints it: {@code sequence}, {@code shard}, {@code arrival} and {@code record}. */
    public String json() {
        return RecordJson.writePublished(sequence.value(), shard, arrival, record);
    }
}
