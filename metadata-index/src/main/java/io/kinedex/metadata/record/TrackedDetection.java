package io.kinedex.metadata.record;

/**
 * A detection and the sighting it belongs to.
 *
 * @param sightingId the id of the sighting, or empty where the tracker has not (yet) confirmed one
 */
public record TrackedDetection(String sightingId, Detection detection) {}
