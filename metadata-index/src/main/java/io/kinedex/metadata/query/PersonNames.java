package io.kinedex.metadata.query;

import java.util.Optional;

/** Tells a live query whose face a sighting shows. All threads. */
public interface PersonNames {
    /** Nobody is known. */
    PersonNames NONE = sightingId -> Optional.empty();

    /**
     * @param id   of somebody, known by name or not
     * @param name empty where nobody knows it
     */
    record Named(String id, String name) {}

    /** Whose face the sighting shows, by what is known now; empty where it shows none. */
    Optional<Named> of(String sightingId);
}
