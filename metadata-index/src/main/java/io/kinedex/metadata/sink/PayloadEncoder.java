package io.kinedex.metadata.sink;

import io.kinedex.metadata.record.RecordJson;
import io.kinedex.metadata.stream.PublishedRecord;
import java.util.List;

/**
 * What the other side of a sink receives of a record: none, one or several payloads, in order. Equal records give equal
 * bytes. Called by any thread.
 */
@FunctionalInterface
public interface PayloadEncoder {
    List<byte[]> encode(PublishedRecord published);

    /** The record's own JSON, as docs/records.md describes it. */
    static PayloadEncoder recordJson() {
        return published -> List.of(RecordJson.write(published.record()));
    }
}
