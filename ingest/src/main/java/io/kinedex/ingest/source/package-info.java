/** Where fragments come from: files now, and whatever speaks in fragments. */
@NullMarked
package io.kinedex.ingest.source;

import org.jspecify.annotations.NullMarked;
