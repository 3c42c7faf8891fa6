/** Pictures and clips of sightings, from the archive. */
@NullMarked
package io.kinedex.ingest.media;

import org.jspecify.annotations.NullMarked;
