@NullMarked
package io.kinedex.inference.face;

import org.jspecify.annotations.NullMarked;
