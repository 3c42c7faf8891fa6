@NullMarked
package io.kinedex.ingest.pipeline;

import org.jspecify.annotations.NullMarked;
