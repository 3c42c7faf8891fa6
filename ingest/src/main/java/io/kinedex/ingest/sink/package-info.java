/** The node's sinks: made from the configuration, and what is told of them. */
@NullMarked
package io.kinedex.ingest.sink;

import org.jspecify.annotations.NullMarked;
