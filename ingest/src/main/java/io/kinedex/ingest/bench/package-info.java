/** What {@code kinedex bench} measures: each figure beside the ideal of the same machine in the same run. */
@NullMarked
package io.kinedex.ingest.bench;

import org.jspecify.annotations.NullMarked;
