/** The streams of a node and what is switched on for each. */
@NullMarked
package io.kinedex.ingest.stream;

import org.jspecify.annotations.NullMarked;
