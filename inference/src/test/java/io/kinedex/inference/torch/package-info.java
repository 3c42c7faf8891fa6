@NullMarked
package io.kinedex.inference.torch;

import org.jspecify.annotations.NullMarked;
