/** The vocabulary: what a record of sightings is made of, and its JSON form. */
@NullMarked
package io.kinedex.metadata.record;

import org.jspecify.annotations.NullMarked;
