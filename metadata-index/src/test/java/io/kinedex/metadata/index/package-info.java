@NullMarked
package io.kinedex.metadata.index;

import org.jspecify.annotations.NullMarked;
