@NullMarked
package io.kinedex.metadata.sink;

import org.jspecify.annotations.NullMarked;
