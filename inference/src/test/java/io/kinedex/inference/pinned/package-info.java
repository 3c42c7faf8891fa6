@NullMarked
package io.kinedex.inference.pinned;

import org.jspecify.annotations.NullMarked;
