/**
 * Looks again at what is in the archive, with new or other engines, beside what comes in. A {@link
 * io.kinedex.ingest.rerun.Rerun} becomes visible when all of it is there.
 */
@NullMarked
package io.kinedex.ingest.rerun;

import org.jspecify.annotations.NullMarked;
