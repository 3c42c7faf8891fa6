@NullMarked
package io.kinedex.ingest.evaluate;

import org.jspecify.annotations.NullMarked;
