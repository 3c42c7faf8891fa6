@NullMarked
package io.kinedex.ingest.sink;

import org.jspecify.annotations.NullMarked;
