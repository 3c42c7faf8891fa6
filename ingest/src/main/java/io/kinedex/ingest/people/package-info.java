/**
 * People, as the node serves them: enrolled from pictures and sightings, named, merged, split and forgotten, with a file that
 * says who looked.
 */
@NullMarked
package io.kinedex.ingest.people;

import org.jspecify.annotations.NullMarked;
