/** Files on their way in: received to disk, cut into fragments, analysed, searchable. */
@NullMarked
package io.kinedex.ingest.upload;

import org.jspecify.annotations.NullMarked;
