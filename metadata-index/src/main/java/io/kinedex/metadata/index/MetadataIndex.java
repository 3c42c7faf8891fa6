package io.kinedex.metadata.index;

import io.kinedex.metadata.record.Embedding;
import io.kinedex.metadata.stream.SequenceNumber;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A searchable view of the metadata stream. All methods may be called by any thread. */
public interface MetadataIndex extends AutoCloseable {
    SearchResult search(SearchRequest request);

    Optional<Hit> sighting(String id);

    /** The sightings most like what is asked for, the most alike first. */
    List<Hit> alike(LikenessRequest request);

    /** What a sighting can be compared by, {@link Embedding#NONE} where it has nothing; empty where there is no such one. */
    Optional<Embedding> embedding(String id);

    /** Every record up to and including this one is searchable. */
    SequenceNumber searchable();

    /** Waits until the record is searchable; false where the time is up first. */
    boolean awaitSearchable(SequenceNumber sequence, Duration patience) throws InterruptedException;

    @Override
    void close();
}
