package io.kinedex.metadata.delivery;

import io.kinedex.metadata.stream.PublishedRecord;
import java.io.IOException;

/** Writes one spooled object. One thread at a time. */
interface ObjectWriter extends AutoCloseable {
    /** Adds a record, and tells whether it has something to say in this object. */
    boolean append(PublishedRecord record) throws IOException;

    /** How much was appended, before compression; for Parquet about so much. */
    long bytes();

    /** Completes the file; what was written is not yet forced to the disk. */
    @Override
    void close() throws IOException;
}
