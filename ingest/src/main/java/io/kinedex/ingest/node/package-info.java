/** The node: everything wired together, started and stopped in order. */
@NullMarked
package io.kinedex.ingest.node;

import org.jspecify.annotations.NullMarked;
