package io.kinedex.ingest.kinesis;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Writes a document as it goes, where a tree of it would be large. */
@FunctionalInterface
public interface Writing {
    /**
     * Writes the one structure that the document is. Blobs are written by {@code writeBinary}, times by {@code writePOJO} of
     * an {@link java.time.Instant}: the generator knows how the client wants them.
     */
    void to(JsonGenerator out) throws IOException;
}
