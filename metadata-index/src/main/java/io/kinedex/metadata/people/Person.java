package io.kinedex.metadata.people;

/**
 * Somebody, known or not, as they stand now. Immutable.
 *
 * @param id        the same for good; after a merger the one that was merged into
 * @param card      name, purpose and consent, or {@link Card#UNKNOWN}
 * @param sightings how many sightings show this face
 * @param pictures  how many pictures the person was enrolled from
 */
public record Person(String id, Card card, long sightings, int pictures) {}
