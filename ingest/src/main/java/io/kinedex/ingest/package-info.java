/** The Kinedex node. */
@NullMarked
package io.kinedex.ingest;

import org.jspecify.annotations.NullMarked;
