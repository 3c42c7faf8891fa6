package io.kinedex.metadata.query;

/** A question about sightings, parsed. */
public sealed interface Query {
    /** Every sighting. */
    record All() implements Query {}
}
