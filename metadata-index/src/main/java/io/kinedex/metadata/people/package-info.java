/**
 * Who people are: names and what they agreed to, faces known and unknown, and whose face a sighting shows.
 *
 * <p>{@link io.kinedex.metadata.people.People} is a view of the metadata stream. It follows the records, gives each
 * sighting of a face to the person it looks most like, or to somebody new, and follows what users decided ({@link
 * io.kinedex.metadata.record.PeopleChange}): names, mergers, splits, and that somebody be forgotten. Vectors and names are
 * sealed wherever they are written, each by a key of its own in the {@link io.kinedex.metadata.people.KeyVault}.
 */
@NullMarked
package io.kinedex.metadata.people;

import org.jspecify.annotations.NullMarked;
