package io.kinedex.metadata.profile;

import io.kinedex.metadata.record.MetadataRecord;
import java.time.Instant;

/**
 * What a profile says of a record, or of a part of one. Nobody changes its bytes.
 *
 * @param id   of the record, or of its part
 * @param type of the CloudEvents that carry it
 * @param time when that which it speaks of happened, by the producer's clock
 * @param part which part of the record it is, from 0; -1 for all of it
 */
@SuppressWarnings("ArrayRecordComponent")
record Document(String id, String type, Instant time, int part, byte[] json) {
    private static final String RECORD_TYPE = "io.kinedex.metadata.record.v1";

    static Document whole(MetadataRecord record, byte[] json) {
        return new Document(record.id(), RECORD_TYPE, record.fragment().start(), -1, json);
    }
}
