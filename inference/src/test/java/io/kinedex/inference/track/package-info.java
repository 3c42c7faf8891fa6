@NullMarked
package io.kinedex.inference.track;

import org.jspecify.annotations.NullMarked;
