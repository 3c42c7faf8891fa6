@NullMarked
package io.kinedex.inference.likeness;

import org.jspecify.annotations.NullMarked;
