/**
 * Carries what was seen and heard, and finds it again.
 *
 * <p>A {@link io.kinedex.metadata.record.MetadataRecord} says what one engine saw in one fragment. Records are appended to a
 * {@link io.kinedex.metadata.stream.MetadataStream}, which anyone can follow from anywhere at any pace. A
 * {@link io.kinedex.metadata.index.MetadataIndex} is one such follower: it answers a
 * {@link io.kinedex.metadata.query.Query} with sightings. The same query can be asked of records as they are published.
 */
@NullMarked
package io.kinedex.metadata;

import org.jspecify.annotations.NullMarked;
