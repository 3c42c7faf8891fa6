/** Small files that survive the loss of the process: the node's own state. */
@NullMarked
package io.kinedex.ingest.storage;

import org.jspecify.annotations.NullMarked;
