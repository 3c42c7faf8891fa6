package io.kinedex.metadata.index;

import io.kinedex.metadata.query.Term;
import io.kinedex.metadata.stream.SequenceNumber;
import java.util.List;
import java.util.Optional;

/**
 * Tells the index whose faces sightings show. Who follows the stream like the index does, and is ahead of it: before the
 * index takes a record in it waits for {@link #awaitApplied}. All threads.
 */
public interface SightingOwners {
    /** Nobody is known. */
    SightingOwners NONE = new SightingOwners() {
        @Override
        public boolean awaitApplied(SequenceNumber sequence) {
            return true;
        }

        @Override
        public Optional<String> owner(String sightingId) {
            return Optional.empty();
        }

        @Override
        public boolean isForgotten(String sightingId) {
            return false;
        }

        @Override
        public List<String> forgottenBy(SequenceNumber sequence) {
            return List.of();
        }

        @Override
        public List<String> owners(Term person) {
            return List.of();
        }
    };

    /** Waits until what the record says has been taken in; false where that is given up, since all is being closed. */
    boolean awaitApplied(SequenceNumber sequence) throws InterruptedException;

    /** The id of whose face the sighting shows; empty where it shows none. */
    Optional<String> owner(String sightingId);

    /** Whether the sighting was of somebody who must not be found any more. */
    boolean isForgotten(String sightingId);

    /** The sightings that a record had forgotten. */
    List<String> forgottenBy(SequenceNumber sequence);

    /** Every id, old ones included, that sightings of people of this name or id may stand under. */
    List<String> owners(Term person);
}
